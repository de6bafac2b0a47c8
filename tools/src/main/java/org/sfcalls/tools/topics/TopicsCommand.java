package org.sfcalls.tools.topics;

import org.sfcalls.access.ProgramVersion;
import picocli.CommandLine.Command;

/** {@code sfcalls topics}: what concerns the topics of a broker. */
@Command(
    name = "topics",
    description = "Checks the topics of a broker, or creates them.",
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {CheckTopicsCommand.class, CreateTopicsCommand.class})
public final class TopicsCommand {}
