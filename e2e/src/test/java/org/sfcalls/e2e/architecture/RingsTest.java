package org.sfcalls.e2e.architecture;

import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sfcalls.e2e.fixtures.KeptRun;

/** A ring of end-to-end tests is a package and a tag of the same name. */
class RingsTest {
  private static final DescribedPredicate<JavaClass> TAGGED_AS_THEIR_PACKAGE =
      DescribedPredicate.describe(
          "be tagged as their package",
          test ->
              test.isAnnotatedWith(Tag.class)
                  && test.getPackageName()
                      .endsWith("." + test.getAnnotationOfType(Tag.class).value()));

  private final JavaClasses tests =
      new ClassFileImporter().importPath(Path.of("target/test-classes"));

  @Test
  void everyEndToEndTestHasTheTagOfItsPackage() {
    classes()
        .that()
        .haveSimpleNameEndingWith("IT")
        .should(be(TAGGED_AS_THEIR_PACKAGE))
        .check(tests);
  }

  @Test
  void noRingUsesAnother() {
    assertThat(tests.contain(KeptRun.class)).isTrue();
    slices()
        .matching("org.sfcalls.e2e.(*)..")
        .should()
        .notDependOnEachOther()
        .ignoreDependency(
            DescribedPredicate.alwaysTrue(),
            JavaClass.Predicates.resideInAPackage("org.sfcalls.e2e.fixtures"))
        .check(tests);
  }
}
