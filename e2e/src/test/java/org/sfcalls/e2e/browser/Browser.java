package org.sfcalls.e2e.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A real Chromium without a window, and where its pictures go. */
final class Browser implements AutoCloseable {
  static final Path PICTURES = Path.of("target/screenshots");

  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final ChromeDriver driver;
  private final String url;

  /**
   * @param url base address of the page
   */
  Browser(String url) throws IOException {
    this.url = url;
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM.toFile());
    // Tests may run as root, and on a network without a way out.
    options.addArguments(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--hide-scrollbars",
        "--lang=en-US");
    LoggingPreferences logging = new LoggingPreferences();
    logging.enable(LogType.BROWSER, Level.ALL);
    options.setCapability("goog:loggingPrefs", logging);
    Files.createDirectories(PICTURES);
    this.driver =
        new ChromeDriver(
            new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.toFile())
                .usingAnyFreePort()
                .build(),
            options);
  }

  /** Whether there is one: Debian's packages chromium and chromium-driver. */
  static boolean isThere() {
    return Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
  }

  /** The size of the page's area. */
  Browser size(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    return this;
  }

  /** What the system prefers. */
  Browser prefers(String colorScheme) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", colorScheme))));
    return this;
  }

  /** Opens a page and waits until it shows its answer. */
  Browser open(String path) {
    driver.get(url + path);
    return awaitState("ready");
  }

  /** Waits until the view says that it is so. */
  Browser awaitState(String state) {
    await()
        .atMost(LIMIT)
        .ignoreExceptions()
        .untilAsserted(
            () ->
                assertThat(driver.findElement(By.id("main")).getDomAttribute("data-state"))
                    .isEqualTo(state));
    return this;
  }

  /** The first element with this test id. */
  WebElement one(String testId) {
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(all(testId))
                    .as(
                        () ->
                            testId
                                + " on the page:\n"
                                + driver.findElement(By.id("main")).getText())
                    .isNotEmpty());
    return all(testId).get(0);
  }

  /** All elements with this test id. */
  List<WebElement> all(String testId) {
    return driver.findElements(byTestId(testId));
  }

  private static By byTestId(String testId) {
    return By.cssSelector("[data-testid=\"" + testId + "\"]");
  }

  String address() {
    return driver.getCurrentUrl();
  }

  void back() {
    driver.navigate().back();
  }

  /** The tab that is looked at. */
  String tab() {
    return driver.getWindowHandle();
  }

  /** Looks at a new tab, which hides the one before. */
  Browser openTab() {
    driver.switchTo().newWindow(WindowType.TAB);
    return this;
  }

  /** Closes all tabs but this, and looks at it. */
  void closeTabsBut(String tab) {
    for (String other : driver.getWindowHandles()) {
      if (!other.equals(tab)) {
        driver.switchTo().window(other).close();
      }
    }
    driver.switchTo().window(tab);
  }

  /** What a script gives. */
  Object run(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  /** Keeps a picture of the whole page, of as much as its area shows at once. */
  Browser picture(String name) throws IOException {
    // Fonts and the chart are drawn a frame later than the page is ready.
    driver.executeAsyncScript(
        "const done = arguments[0]; document.fonts.ready.then(() => requestAnimationFrame(() =>"
            + " requestAnimationFrame(done)));");
    Files.write(PICTURES.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
    return this;
  }

  /** Whether something sticks out of the page at its side. */
  boolean scrollsSideways() {
    return (Boolean)
        driver.executeScript(
            "return document.documentElement.scrollWidth > document.documentElement.clientWidth;");
  }

  /** What the browser complained of, but for answers that a test asked to be refused. */
  List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(LogEntry::getMessage)
        .filter(message -> !message.contains("Failed to load resource"))
        .toList();
  }

  @Override
  public void close() {
    driver.quit();
  }
}
