package org.sfcalls.schemas;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;

/** Calls to test with. */
final class Calls {
  private Calls() {}

  /** A call with every field set. */
  static PoliceCall full() {
    return PoliceCall.newBuilder()
        .setCrimeId("183653746")
        .setOriginalCrimeTypeName("Passing Call")
        .setReportDate(LocalDate.of(2018, 12, 31))
        .setCallDate(LocalDate.of(2018, 12, 31))
        .setOffenseDate(LocalDate.of(2018, 12, 30))
        .setCallTime(LocalTime.of(23, 49))
        .setCallDateTime(Instant.parse("2019-01-01T07:49:00Z"))
        .setDisposition("HAN")
        .setAddress("3300 Block Of 20th Av")
        .setCity("San Francisco")
        .setState("CA")
        .setAgencyId("1")
        .setAddressType("Common Location")
        .setCommonLocation("Stonestown Galleria, Sf – Süd")
        .build();
  }

  /** The same call with nothing in the fields that may be empty. */
  static PoliceCall sparse() {
    return PoliceCall.newBuilder(full())
        .setAddress(null)
        .setCity(null)
        .setState(null)
        .setAgencyId(null)
        .setAddressType(null)
        .setCommonLocation(null)
        .build();
  }
}
