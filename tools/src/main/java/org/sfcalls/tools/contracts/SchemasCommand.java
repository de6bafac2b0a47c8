package org.sfcalls.tools.contracts;

import org.sfcalls.access.ProgramVersion;
import picocli.CommandLine.Command;

/** {@code sfcalls schemas}: what concerns the contracts in a registry. */
@Command(
    name = "schemas",
    description = "Checks the contracts of the topics in a schema registry, or registers them.",
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {CheckCommand.class, RegisterCommand.class})
public final class SchemasCommand {}
