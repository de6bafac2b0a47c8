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
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

  private static final Map<String, Schema> SCHEMAS =
      Map.of(
          "Namespace", V1Namespace::validateJsonElement,
          "ConfigMap", V1ConfigMap::validateJsonElement,
          "Secret", V1Secret::validateJsonElement,
          "Job", V1Job::validateJsonElement,
          "Deployment", V1Deployment::validateJsonElement,
          "PodDisruptionBudget", V1PodDisruptionBudget::validateJsonElement,
          "PersistentVolumeClaim", V1PersistentVolumeClaim::validateJsonElement);

  @Test
  void everyResourceIsAsTheSchemaOfItsKindWantsIt() throws IOException {
    int checked = 0;
    for (JsonObject resource : resources()) {
      Schema schema = SCHEMAS.get(resource.get("kind").getAsString());
      if (schema == null) {
        // The operator's own kind; its schema is the operator's.
        assertThat(resource.get("kind").getAsString()).isEqualTo("SparkApplication");
        continue;
      }
      schema.check(resource);
      checked++;
    }
    assertThat(checked).isGreaterThan(7);
  }

  @Test
  void aFieldThatThereIsNotIsFound() throws IOException {
    JsonObject deployment =
        resources().stream()
            .filter(resource -> resource.get("kind").getAsString().equals("Deployment"))
            .findFirst()
            .orElseThrow();
    deployment
        .getAsJsonObject("spec")
        .getAsJsonObject("template")
        .getAsJsonObject("spec")
        .addProperty("volume", "misspelt");
    assertThatThrownBy(() -> V1Deployment.validateJsonElement(deployment))
        .hasMessageContaining("volume");
  }

  @Test
  void everyContainerIsAUserWithoutRightsAndHasALimitOfMemory() throws IOException {
    List<JsonObject> pods = new ArrayList<>();
    for (JsonObject resource : resources()) {
      String kind = resource.get("kind").getAsString();
      if (kind.equals("Deployment") || kind.equals("Job")) {
        pods.add(
            resource.getAsJsonObject("spec").getAsJsonObject("template").getAsJsonObject("spec"));
      }
    }
    assertThat(pods).hasSize(3);
    for (JsonObject pod : pods) {
      assertThat(pod.getAsJsonObject("securityContext").get("runAsNonRoot").getAsBoolean())
          .isTrue();
      for (JsonElement each : pod.getAsJsonArray("containers")) {
        JsonObject security = each.getAsJsonObject().getAsJsonObject("securityContext");
        assertThat(security.get("readOnlyRootFilesystem").getAsBoolean()).isTrue();
        assertThat(security.get("allowPrivilegeEscalation").getAsBoolean()).isFalse();
        assertThat(security.getAsJsonObject("capabilities").get("drop")).hasToString("[\"ALL\"]");
        assertThat(
                each.getAsJsonObject()
                    .getAsJsonObject("resources")
                    .getAsJsonObject("limits")
                    .has("memory"))
            .isTrue();
      }
    }
  }

  private static List<JsonObject> resources() throws IOException {
    List<JsonObject> resources = new ArrayList<>();
    Gson gson = new Gson();
    try (var files = Files.list(ComposeFile.FOLDER.resolve("kubernetes"))) {
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
