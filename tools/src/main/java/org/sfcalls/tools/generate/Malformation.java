package org.sfcalls.tools.generate;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.SplittableRandom;

/** The ways in which a generated record is no valid call. None makes a newline. */
enum Malformation {
  /** JSON that breaks off, at the latest before its last byte. */
  TRUNCATED {
    @Override
    byte[] spoil(byte[] call, SplittableRandom random) {
      return Arrays.copyOf(call, 1 + random.nextInt(call.length - 1));
    }
  },
  /** A list where text is needed. */
  WRONG_TYPE {
    @Override
    byte[] spoil(byte[] call, SplittableRandom random) {
      return replaceValue(call, "\"original_crime_type_name\":", "[\"traffic\",\"stop\"]");
    }
  },
  /** A call without its disposition. */
  MISSING_FIELD {
    @Override
    byte[] spoil(byte[] call, SplittableRandom random) {
      String text = new String(call, UTF_8);
      int from = text.indexOf("\"disposition\":");
      int to = text.indexOf("\"address\":");
      return (text.substring(0, from) + text.substring(to)).getBytes(UTF_8);
    }
  },
  /** A day that no year has. */
  IMPOSSIBLE_DATE {
    @Override
    byte[] spoil(byte[] call, SplittableRandom random) {
      return replaceValue(call, "\"call_date_time\":", "\"2018-02-30T12:00:00.000\"");
    }
  },
  /** Bytes at random; the first is one with which no UTF-8 text begins. */
  BINARY_NOISE {
    @Override
    byte[] spoil(byte[] call, SplittableRandom random) {
      byte[] noise = new byte[16 + random.nextInt(240)];
      random.nextBytes(noise);
      noise[0] = (byte) 0xff;
      for (int i = 0; i < noise.length; i++) {
        // A newline would end the line, a carriage return at the end would be taken for its part.
        if (noise[i] == '\n' || noise[i] == '\r') {
          noise[i] = 0;
        }
      }
      return noise;
    }
  },
  /** Nothing at all. */
  EMPTY {
    @Override
    byte[] spoil(byte[] call, SplittableRandom random) {
      return new byte[0];
    }
  };

  /** The record that {@code call} becomes. */
  abstract byte[] spoil(byte[] call, SplittableRandom random);

  private static byte[] replaceValue(byte[] call, String name, String value) {
    String text = new String(call, UTF_8);
    int from = text.indexOf(name) + name.length();
    int to = text.indexOf(",\"", from);
    return (text.substring(0, from) + value + text.substring(to)).getBytes(UTF_8);
  }
}
