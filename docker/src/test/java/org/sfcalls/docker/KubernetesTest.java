package org.sfcalls.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The manifests against the schema of Kubernetes' API, by its own client: every field is one that
 * there is, and none that must be there lacks.
 */
class KubernetesTest {

  private interface Schema {
    void check(JsonElement resource) throws IOException;
  }

  private static final Path FOLDER = ComposeFile.FOLDER.resolve("kubernetes");

  private static final Map<String, Schema> SCHEMAS =
      Map.of(
          "Namespace", V1Namespace::validateJsonElement,
          "ConfigMap", V1ConfigMap::validateJsonElement,
          "Job", V1Job::validateJsonElement,
          "Deployment", V1Deployment::validateJsonElement,
          "Service", V1Service::validateJsonElement,
          "NetworkPolicy", V1NetworkPolicy::validateJsonElement,
          "PodDisruptionBudget", V1PodDisruptionBudget::validateJsonElement,
          "PersistentVolumeClaim", V1PersistentVolumeClaim::validateJsonElement);

  @Test
  void everyResourceIsAsTheSchemaOfItsKindWantsIt() throws IOException {
    Set<String> checked = new TreeSet<>();
    for (JsonObject resource : resources()) {
      Schema schema = SCHEMAS.get(kind(resource));
      if (schema == null) {
        // Those of the operator and of kustomize have schemas of their own.
        assertThat(kind(resource)).isIn("SparkApplication", "Kustomization");
        continue;
      }
      schema.check(resource);
      checked.add(kind(resource));
    }
    assertThat(checked).isEqualTo(SCHEMAS.keySet());
  }

  @Test
  void aFieldThatThereIsNotIsFound() throws IOException {
    JsonObject deployment = resource("Deployment", "ingest");
    pod(deployment).addProperty("volume", "misspelt");
    assertThatThrownBy(() -> V1Deployment.validateJsonElement(deployment))
        .hasMessageContaining("volume");
  }

  @Test
  void theKustomizationHasEveryFileButTheOperatorsAndEveryImage() throws IOException {
    JsonObject kustomization = resource("Kustomization", null);
    Set<String> files = new TreeSet<>(Set.of("kustomization.yaml", "spark-operator.yaml"));
    kustomization.getAsJsonArray("resources").forEach(file -> files.add(file.getAsString()));
    try (var all = Files.list(FOLDER)) {
      assertThat(all.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(files);
    }
    Map<String, String> images = new TreeMap<>();
    for (JsonElement each : kustomization.getAsJsonArray("images")) {
      JsonObject image = each.getAsJsonObject();
      images.put(image.get("name").getAsString(), image.get("newTag").getAsString());
    }
    Map<String, String> used = new TreeMap<>();
    for (JsonObject container : containers()) {
      String[] image = container.get("image").getAsString().split(":", 2);
      used.put(image[0], image[1]);
    }
    assertThat(used).hasSize(4).isEqualTo(images);
  }

  @Test
  void everyContainerIsAUserWithoutRightsAndHasALimitOfMemory() throws IOException {
    for (JsonObject pod : pods().values()) {
      assertThat(pod.getAsJsonObject("securityContext").get("runAsNonRoot").getAsBoolean())
          .isTrue();
      assertThat(pod.get("automountServiceAccountToken").getAsBoolean()).isFalse();
    }
    for (JsonObject container : containers()) {
      JsonObject security = container.getAsJsonObject("securityContext");
      assertThat(security.get("readOnlyRootFilesystem").getAsBoolean()).isTrue();
      assertThat(security.get("allowPrivilegeEscalation").getAsBoolean()).isFalse();
      assertThat(security.getAsJsonObject("capabilities").get("drop")).hasToString("[\"ALL\"]");
      assertThat(container.getAsJsonObject("resources").getAsJsonObject("limits").has("memory"))
          .isTrue();
    }
  }

  @Test
  void theNamespaceAllowsOnlyPodsOfTheRestrictedLevel() throws IOException {
    assertThat(
            resource("Namespace", "sfcalls")
                .getAsJsonObject("metadata")
                .getAsJsonObject("labels")
                .get("pod-security.kubernetes.io/enforce")
                .getAsString())
        .isEqualTo("restricted");
    for (JsonObject pod : pods().values()) {
      assertThat(
              pod.getAsJsonObject("securityContext")
                  .getAsJsonObject("seccompProfile")
                  .get("type")
                  .getAsString())
          .isEqualTo("RuntimeDefault");
    }
  }

  @Test
  void setupCanBeAppliedAgainAndEachVersionHasItsOwn() throws IOException {
    JsonObject job =
        resources().stream().filter(each -> kind(each).equals("Job")).findFirst().orElseThrow();
    String image =
        pod(job).getAsJsonArray("containers").get(0).getAsJsonObject().get("image").getAsString();
    assertThat(name(job)).isEqualTo("setup-" + image.split(":", 2)[1].replace('.', '-'));
    assertThat(job.getAsJsonObject("spec").get("ttlSecondsAfterFinished").getAsInt())
        .isBetween(1, 600);
  }

  @Test
  void everyProbeWaitsForAnAnswerLongerThanOneSecond() throws IOException {
    int probes = 0;
    for (JsonObject container : containers()) {
      for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
        if (container.has("ports")) {
          assertThat(container.getAsJsonObject(probe).get("timeoutSeconds").getAsInt())
              .as("%s of %s", probe, container.get("name"))
              .isBetween(3, 10);
          probes++;
        }
      }
    }
    assertThat(probes).isEqualTo(9);
  }

  @Test
  void instancesOfIngestAreSpreadOverNodes() throws IOException {
    JsonObject spread =
        pods().get("ingest").getAsJsonArray("topologySpreadConstraints").get(0).getAsJsonObject();
    assertThat(spread.get("topologyKey").getAsString()).isEqualTo("kubernetes.io/hostname");
    // A cluster of one node runs them, too.
    assertThat(spread.get("whenUnsatisfiable").getAsString()).isEqualTo("ScheduleAnyway");
    assertThat(spread.getAsJsonObject("labelSelector").getAsJsonObject("matchLabels"))
        .isEqualTo(label(resource("Deployment", "ingest")));
  }

  @Test
  void passwordsAreInASecretThatIsNotHereAndNeedNotBeThere() throws IOException {
    assertThat(resources()).noneMatch(resource -> kind(resource).equals("Secret"));
    List<JsonObject> readers = containers();
    readers.add(
        resource("SparkApplication", "analytics")
            .getAsJsonObject("spec")
            .getAsJsonObject("driver"));
    for (JsonObject reader : readers) {
      JsonObject secret =
          reader.getAsJsonArray("envFrom").get(1).getAsJsonObject().getAsJsonObject("secretRef");
      assertThat(secret.get("name").getAsString()).isEqualTo("sfcalls");
      assertThat(secret.get("optional").getAsBoolean()).isTrue();
    }
  }

  @Test
  void nobodyReachesAPodExceptOnPortsThatAPolicyNames() throws IOException {
    JsonObject nobody = resource("NetworkPolicy", "nobody").getAsJsonObject("spec");
    assertThat(nobody.getAsJsonObject("podSelector").entrySet()).isEmpty();
    assertThat(nobody.has("ingress")).isFalse();
    assertThat(nobody.get("policyTypes")).hasToString("[\"Ingress\"]");

    Set<Integer> open = new TreeSet<>();
    for (JsonObject container : containers()) {
      if (container.has("ports")) {
        container
            .getAsJsonArray("ports")
            .forEach(port -> open.add(port.getAsJsonObject().get("containerPort").getAsInt()));
      }
    }
    Set<Integer> allowed = new TreeSet<>();
    resource("NetworkPolicy", "metrics")
        .getAsJsonObject("spec")
        .getAsJsonArray("ingress")
        .get(0)
        .getAsJsonObject()
        .getAsJsonArray("ports")
        .forEach(port -> allowed.add(port.getAsJsonObject().get("port").getAsInt()));
    assertThat(allowed).isEqualTo(open);
  }

  @Test
  void theProgramsReachOnlyNamesAndThePortsOfKafkaAndTheRegistry() throws IOException {
    JsonObject policy = resource("NetworkPolicy", "kafka-and-registry").getAsJsonObject("spec");
    Set<String> limited = new TreeSet<>();
    policy
        .getAsJsonObject("podSelector")
        .getAsJsonArray("matchExpressions")
        .get(0)
        .getAsJsonObject()
        .getAsJsonArray("values")
        .forEach(value -> limited.add(value.getAsString()));
    Set<String> apps = new TreeSet<>();
    for (JsonObject resource : resources()) {
      if (kind(resource).matches("Deployment|Job")) {
        apps.add(label(resource).get("app").getAsString());
      }
    }
    assertThat(limited).isEqualTo(apps);

    Set<Integer> ports = new TreeSet<>();
    for (JsonElement rule : policy.getAsJsonArray("egress")) {
      rule.getAsJsonObject()
          .getAsJsonArray("ports")
          .forEach(port -> ports.add(port.getAsJsonObject().get("port").getAsInt()));
    }
    Set<Integer> needed = new TreeSet<>(Set.of(53));
    JsonObject settings = resource("ConfigMap", "sfcalls").getAsJsonObject("data");
    for (String setting : List.of("SFCALLS_BOOTSTRAP", "SFCALLS_REGISTRY")) {
      needed.add(
          Integer.valueOf(settings.get(setting).getAsString().replaceAll(".*:(\\d+).*", "$1")));
    }
    assertThat(ports).isEqualTo(needed);
  }

  @Test
  void theServiceLeadsToThePage() throws IOException {
    JsonObject service = resource("Service", "dashboard").getAsJsonObject("spec");
    JsonObject deployment = resource("Deployment", "dashboard");
    assertThat(service.getAsJsonObject("selector")).isEqualTo(label(deployment));
    assertThat(
            pod(deployment)
                .getAsJsonArray("containers")
                .get(0)
                .getAsJsonObject()
                .getAsJsonArray("ports")
                .get(0)
                .getAsJsonObject()
                .get("name"))
        .isEqualTo(service.getAsJsonArray("ports").get(0).getAsJsonObject().get("targetPort"));
  }

  @Test
  void sparksExecutorsAuthenticate() throws IOException {
    assertThat(
            resource("SparkApplication", "analytics")
                .getAsJsonObject("spec")
                .getAsJsonObject("sparkConf")
                .get("spark.authenticate")
                .getAsString())
        .isEqualTo("true");
  }

  /** Pods of deployments and jobs, by the resource's name. */
  private static Map<String, JsonObject> pods() throws IOException {
    Map<String, JsonObject> pods = new TreeMap<>();
    for (JsonObject resource : resources()) {
      if (kind(resource).matches("Deployment|Job")) {
        pods.put(name(resource), pod(resource));
      }
    }
    assertThat(pods).hasSize(4);
    return pods;
  }

  private static List<JsonObject> containers() throws IOException {
    List<JsonObject> containers = new ArrayList<>();
    for (JsonObject pod : pods().values()) {
      pod.getAsJsonArray("containers").forEach(each -> containers.add(each.getAsJsonObject()));
    }
    return containers;
  }

  private static JsonObject pod(JsonObject resource) {
    return resource.getAsJsonObject("spec").getAsJsonObject("template").getAsJsonObject("spec");
  }

  /** The label by which a deployment or job knows its pods. */
  private static JsonObject label(JsonObject resource) {
    return resource
        .getAsJsonObject("spec")
        .getAsJsonObject("template")
        .getAsJsonObject("metadata")
        .getAsJsonObject("labels");
  }

  private static String kind(JsonObject resource) {
    return resource.get("kind").getAsString();
  }

  private static String name(JsonObject resource) {
    return resource.getAsJsonObject("metadata").get("name").getAsString();
  }

  /**
   * @param name null for any
   */
  private static JsonObject resource(String kind, String name) throws IOException {
    return resources().stream()
        .filter(
            resource ->
                kind(resource).equals(kind) && (name == null || name(resource).equals(name)))
        .findFirst()
        .orElseThrow();
  }

  private static List<JsonObject> resources() throws IOException {
    List<JsonObject> resources = new ArrayList<>();
    Gson gson = new Gson();
    try (var files = Files.list(FOLDER)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".yaml")).toList()) {
        for (Object document :
            new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(Files.readString(file))) {
          resources.add(gson.toJsonTree(document).getAsJsonObject());
        }
      }
    }
    return resources;
  }
}
