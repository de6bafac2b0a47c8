package org.sfcalls.benchmarks.tuning;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/**
 * A run as one JSON object: of every trial the spread of each measure and how many times better
 * than the usual configuration it is, how much each setting matters, and what to take.
 */
record JsonReport(TuneContext context, Findings findings) {

  /** The object's text. */
  String text() {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode json = context.json(mapper);
    ArrayNode trials = json.putArray("trials");
    ArrayNode influences = json.putArray("influences");
    for (Tier tier : findings.tiers()) {
      findings.trials(tier).forEach(trial -> into(trials.addObject(), trial));
      for (Measure measure : Measure.of(tier)) {
        for (Influence influence : findings.influences(tier, measure)) {
          ObjectNode one = influences.addObject();
          one.put("tier", tier.toString())
              .put("setting", influence.factor().toString())
              .put("measure", measure.key())
              .put("best", influence.bestLevel())
              .put("worst", influence.worstLevel());
          into(one.putObject("times_better"), influence.effect());
        }
      }
    }
    json.put("confirmation", findings.confirmation().name().toLowerCase(Locale.ROOT));
    ObjectNode recommended = json.putObject("recommended");
    findings
        .confirmed()
        .configuration()
        .levels()
        .forEach((factor, level) -> recommended.put(factor.toString(), level));
    try {
      return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of our own can't be written", e);
    }
  }

  private void into(ObjectNode json, Trial trial) {
    json.put("tier", trial.tier().toString())
        .put("trial", trial.name())
        .put("kept_up", findings.keptUp(trial));
    ObjectNode figures = json.putObject("figures");
    for (Measure measure : Measure.of(trial.tier())) {
      findings
          .spread(trial, measure)
          .ifPresent(
              spread -> {
                ObjectNode one = figures.putObject(measure.key());
                spread.into(one);
                findings
                    .gain(trial, measure)
                    .ifPresent(gain -> into(one.putObject("times_better_than_usual"), gain));
              });
    }
  }

  /** Without an interval where one round tells nothing of chance. */
  private static void into(ObjectNode json, Effect effect) {
    json.put("ratio", effect.ratio());
    if (effect.hasInterval()) {
      json.put("low", effect.low()).put("high", effect.high());
    }
  }
}
