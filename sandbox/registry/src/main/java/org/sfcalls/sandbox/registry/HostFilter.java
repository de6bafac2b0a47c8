package org.sfcalls.sandbox.registry;

import io.undertow.servlet.ServletExtension;
import io.undertow.servlet.api.DeploymentInfo;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumSet;
import org.sfcalls.access.HostCheck;
import org.sfcalls.access.HttpAddress;

/**
 * Has the registry refuse what a page of a web site asks of it, see {@link HostCheck}.
 *
 * <p>The registry is a finished program. Its servlet container, Undertow, looks for extensions on
 * the class path before it listens, so a request is never answered without the check.
 */
public final class HostFilter implements ServletExtension, Filter {

  /** RFC 9110, Misdirected Request; not among the constants of {@link HttpServletResponse}. */
  private static final int MISDIRECTED_REQUEST = 421;

  private final HostCheck hosts = new HostCheck(new HttpAddress("127.0.0.1", 0));

  @Override
  public void handleDeployment(DeploymentInfo deployment, ServletContext context) {
    FilterRegistration.Dynamic filter = context.addFilter("host", this);
    filter.setAsyncSupported(true);
    filter.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (hosts.refusal(((HttpServletRequest) request).getHeader("Host")).isPresent()) {
      ((HttpServletResponse) response).sendError(MISDIRECTED_REQUEST);
    } else {
      chain.doFilter(request, response);
    }
  }
}
