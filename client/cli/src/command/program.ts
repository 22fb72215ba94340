import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { addAlarmCommands } from "../alarms/alarm-commands.ts";
import { addAttemptCommands } from "../attempts/attempt-commands.ts";
import { addAuditCommand } from "../audit/audit-command.ts";
import { addCompletionCommand } from "../completion/completion-command.ts";
import { addDefinitionCommands } from "../definitions/definition-commands.ts";
import { addDoctorCommand } from "../doctor/doctor-command.ts";
import { addEventCommands } from "../events/event-commands.ts";
import { addFailureCommands } from "../failures/failure-commands.ts";
import { addFeedbackCommands } from "../feedback/feedback-commands.ts";
import { addGateCommands } from "../gates/gate-commands.ts";
import { addGraphCommands } from "../graph/graph-commands.ts";
import { addMetricsCommand } from "../metrics/metrics-command.ts";
import { addNotificationCommands } from "../notifications/notification-commands.ts";
import { addProjectCommands } from "../projects/project-commands.ts";
import { addRepositoryCommands } from "../repositories/repository-commands.ts";
import { addReviewCommands } from "../review/review-commands.ts";
import { addSimulateCommand } from "../simulate/simulate-command.ts";
import { addSourceCommands } from "../sources/source-commands.ts";
import { addStageCommands } from "../stages/stage-commands.ts";
import { addStatusCommand } from "../status/status-command.ts";
import { addTaskCommands } from "../tasks/task-commands.ts";
import { addTileCommands } from "../tiles/tile-commands.ts";
import { addWatchCommand } from "../watch/watch-command.ts";
import { addWorkerCommands } from "../workers/worker-commands.ts";
import type { Surroundings } from "./session.ts";

const epilogue = `
Things are named by id or by name; a stage or source also as project/name.

Exit codes:
  0  done
  1  the server refused, or something went wrong
  2  the command line cannot be understood
  3  no server answers
  4  there is no such thing
  5  not done: the question was answered with no, or there was nobody to ask (--yes)
  130  ended by Ctrl-C

Environment:
  TILEWRIGHT_URL       where the server is, when --server does not say
  TILEWRIGHT_DATA_DIR  of the npm start on this machine, which is found by itself (.tilewright)
  NO_COLOR             no colours`;

/** All commands, in the order of the help: first what people look at, then what they change. */
export function createProgram(surroundings: Surroundings): Command {
	const { terminal } = surroundings;
	const program = new Command("tilewright")
		.description("Watches and steers the processing of microscope acquisitions.")
		.version(versionOf(surroundings.installation), "-V, --version", "of this command line")
		.option("--server <url>", "where the server is (TILEWRIGHT_URL, the npm start of this machine, or port 6001 here)")
		.option("--json", "one JSON value a line instead of text for people")
		.addHelpText("after", epilogue)
		// Subcommands take over what is set before them.
		.exitOverride()
		.configureHelp({ showGlobalOptions: true })
		.configureOutput({
			writeOut: (text) => terminal.write(text),
			writeErr: (text) => terminal.complain(text.trimEnd()),
			getOutHelpWidth: () => Math.min(terminal.width(), 120),
			getErrHelpWidth: () => Math.min(terminal.width(), 120),
		})
		.showSuggestionAfterError()
		.showHelpAfterError("Run with --help for all options.");
	addStatusCommand(program, surroundings);
	addWatchCommand(program, surroundings);
	addProjectCommands(program, surroundings);
	addSourceCommands(program, surroundings);
	addTileCommands(program, surroundings);
	addStageCommands(program, surroundings);
	addGraphCommands(program, surroundings);
	addTaskCommands(program, surroundings);
	addAttemptCommands(program, surroundings);
	addFailureCommands(program, surroundings);
	addReviewCommands(program, surroundings);
	addGateCommands(program, surroundings);
	addFeedbackCommands(program, surroundings);
	addMetricsCommand(program, surroundings);
	addWorkerCommands(program, surroundings);
	addDefinitionCommands(program, surroundings);
	addRepositoryCommands(program, surroundings);
	addEventCommands(program, surroundings);
	addAlarmCommands(program, surroundings);
	addNotificationCommands(program, surroundings);
	addAuditCommand(program, surroundings);
	addDoctorCommand(program, surroundings);
	addSimulateCommand(program);
	addCompletionCommand(program, surroundings);
	return program;
}

function versionOf(installation: string): string {
	// Ours, and always there.
	const { version } = JSON.parse(readFileSync(join(installation, "package.json"), "utf8")) as { version: string };
	return version;
}
