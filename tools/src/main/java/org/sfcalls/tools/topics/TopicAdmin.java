package org.sfcalls.tools.topics;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.sfcalls.access.BrokerInquiry;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.access.KafkaFault;
import org.sfcalls.access.Patience.NotYet;
import org.sfcalls.schemas.Topics.Layout;

/** The topics of one broker, looked at and changed through the admin client. */
public final class TopicAdmin {
  private final KafkaConnection kafka;
  private final BrokerInquiry broker;

  /**
   * @param kafka the cluster, for messages
   * @param broker the same, answering
   */
  public TopicAdmin(KafkaConnection kafka, BrokerInquiry broker) {
    this.kafka = kafka;
    this.broker = broker;
  }

  /**
   * How the broker has these topics.
   *
   * @throws NotYet when the broker gave no answer
   * @throws CommandFailure when the user may not look at them
   */
  public List<TopicState> states(Map<String, Layout> wanted) throws NotYet {
    Map<String, KafkaFuture<TopicDescription>> described =
        broker.admin().describeTopics(wanted.keySet()).topicNameValues();
    Map<ConfigResource, KafkaFuture<Config>> configured =
        broker
            .admin()
            .describeConfigs(wanted.keySet().stream().map(TopicAdmin::resource).toList())
            .values();
    List<TopicState> states = new ArrayList<>();
    for (Map.Entry<String, Layout> topic : wanted.entrySet()) {
      String name = topic.getKey();
      states.add(
          new TopicState(
              name,
              topic.getValue(),
              found(
                  name,
                  described.get(name),
                  configured.get(resource(name)),
                  topic.getValue().settings().keySet())));
    }
    return states;
  }

  private Optional<Layout> found(
      String name,
      KafkaFuture<TopicDescription> described,
      KafkaFuture<Config> configured,
      Set<String> settings)
      throws NotYet {
    try {
      int partitions = broker.answer(described).partitions().size();
      Config config = broker.answer(configured);
      Map<String, String> values = new HashMap<>();
      for (String setting : settings) {
        ConfigEntry entry = config.get(setting);
        if (entry != null && entry.value() != null) {
          values.put(setting, entry.value());
        }
      }
      return Optional.of(new Layout(partitions, values));
    } catch (UnknownTopicOrPartitionException e) {
      return Optional.empty();
    } catch (AuthorizationException e) {
      throw new CommandFailure(
          KafkaFault.lacking(kafka, "DescribeConfigs", "topic", List.of(name)), e);
    }
  }

  /**
   * Creates topics; one that is there meanwhile is left as it is.
   *
   * @param replication copies of each partition
   * @throws NotYet when the broker gave no answer
   * @throws CommandFailure when the broker refuses one
   */
  public void create(Collection<TopicState> missing, short replication) throws NotYet {
    List<NewTopic> topics =
        missing.stream()
            .map(
                topic ->
                    new NewTopic(topic.name(), topic.wanted().partitions(), replication)
                        .configs(topic.wanted().settings()))
            .toList();
    for (Map.Entry<String, KafkaFuture<Void>> topic :
        broker.admin().createTopics(topics).values().entrySet()) {
      try {
        broker.answer(topic.getValue());
      } catch (TopicExistsException e) {
        // Another one created it since it was looked for.
        continue;
      } catch (AuthorizationException e) {
        throw new CommandFailure(
            KafkaFault.lacking(kafka, "Create", "topic", List.of(topic.getKey())), e);
      } catch (ApiException e) {
        throw refused("create topic " + topic.getKey(), e);
      }
    }
  }

  /**
   * Gives topics the settings that they should have; their other settings stay.
   *
   * @throws NotYet when the broker gave no answer
   * @throws CommandFailure when the broker refuses it
   */
  public void mend(Collection<TopicState> topics) throws NotYet {
    Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
    for (TopicState topic : topics) {
      List<AlterConfigOp> settings = new ArrayList<>();
      topic
          .settingsToMend()
          .forEach(
              (name, value) ->
                  settings.add(
                      new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET)));
      changes.put(resource(topic.name()), settings);
    }
    for (Map.Entry<ConfigResource, KafkaFuture<Void>> change :
        broker.admin().incrementalAlterConfigs(changes).values().entrySet()) {
      String name = change.getKey().name();
      try {
        broker.answer(change.getValue());
      } catch (AuthorizationException e) {
        throw new CommandFailure(
            KafkaFault.lacking(kafka, "AlterConfigs", "topic", List.of(name)), e);
      } catch (ApiException e) {
        throw refused("change the settings of topic " + name, e);
      }
    }
  }

  private CommandFailure refused(String what, KafkaException e) {
    return new CommandFailure(
        "the broker at "
            + kafka.bootstrap()
            + " refused to "
            + what
            + " ("
            + KafkaFault.root(e)
            + "); what was done so far is kept; run the command again",
        e);
  }

  private static ConfigResource resource(String topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic);
  }
}
