package org.sfcalls.benchmarks.tuning;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What a trial came to in one round: a line of the results.
 *
 * @param round from 1
 * @param finished when
 * @param seconds that the trial took in all, for the estimate of the time left
 * @param figures by measure; a measure that could not be taken is missing, or is no number
 * @param keptUp whether the live calls were counted as fast as they came; where not, the latencies
 *     are at least what stands there
 */
record TrialResult(
    Trial trial,
    int round,
    Instant finished,
    double seconds,
    Map<Measure, Double> figures,
    boolean keptUp) {

  TrialResult {
    Map<Measure, Double> taken = new EnumMap<>(Measure.class);
    figures.forEach(
        (measure, figure) -> {
          if (Double.isFinite(figure)) {
            taken.put(measure, figure);
          }
        });
    figures = Collections.unmodifiableMap(taken);
  }

  /** The figure, where it was taken. */
  OptionalDouble figure(Measure measure) {
    Double figure = figures.get(measure);
    return figure == null ? OptionalDouble.empty() : OptionalDouble.of(figure);
  }

  /**
   * One JSON object.
   *
   * @param context machine, versions, input and seed, which each line repeats
   */
  ObjectNode json(ObjectMapper mapper, ObjectNode context) {
    ObjectNode json = mapper.createObjectNode();
    json.put("tier", trial.tier().toString())
        .put("trial", trial.name())
        .put("round", round)
        .put("finished", finished.toString())
        .put("seconds", seconds)
        .put("kept_up", keptUp);
    ObjectNode all = json.putObject("figures");
    figures.forEach((measure, figure) -> all.put(measure.key(), figure));
    ObjectNode settings = json.putObject("settings");
    for (Factor factor : Factor.of(trial.tier())) {
      settings.put(factor.toString(), trial.configuration().level(factor));
    }
    json.setAll(context.deepCopy());
    return json;
  }

  /**
   * What {@link #json} wrote.
   *
   * @throws IllegalArgumentException when it did not
   */
  static TrialResult of(JsonNode json) {
    Tier tier = Tier.of(required(json, "tier").asText());
    Configuration configuration = Configuration.USUAL;
    for (Factor factor : Factor.of(tier)) {
      configuration =
          configuration.with(
              factor, required(required(json, "settings"), factor.toString()).asText());
    }
    Map<Measure, Double> figures = new EnumMap<>(Measure.class);
    for (Measure measure : Measure.of(tier)) {
      JsonNode figure = required(json, "figures").get(measure.key());
      if (figure != null) {
        figures.put(measure, figure.asDouble());
      }
    }
    return new TrialResult(
        new Trial(tier, required(json, "trial").asText(), configuration),
        required(json, "round").asInt(),
        Instant.parse(required(json, "finished").asText()),
        required(json, "seconds").asDouble(),
        figures,
        required(json, "kept_up").asBoolean());
  }

  private static JsonNode required(JsonNode json, String name) {
    JsonNode value = json.get(name);
    if (value == null) {
      throw new IllegalArgumentException("there is no " + name);
    }
    return value;
  }
}
