import type { Command } from "commander";
import { ExamineDocument } from "../api/generated/documents.ts";
import { CommandFailure, type ExitCode, exitCodes } from "../command/command-failure.ts";
import { inSession, type Session, type Surroundings } from "../command/session.ts";
import { type Colours, printable } from "../terminal/terminal.ts";
import { examineNode, examineServer, type Finding, finding } from "./findings.ts";

export function addDoctorCommand(program: Command, surroundings: Surroundings): void {
	program
		.command("doctor")
		.description("looks whether everything is in order, and says what to do where it is not")
		.action(inSession(surroundings, examine));
}

async function examine({ api, output, server, surroundings }: Session): Promise<void> {
	const findings: Finding[] = [examineNode(process.versions.node)];
	let exitCode: ExitCode = exitCodes.ok;
	try {
		const answer = await api.ask(ExamineDocument, {});
		findings.push(
			finding("server", true, `Tilewright ${answer.system.version} at ${server.url} (${server.origin})`, null),
			...examineServer(answer),
		);
	} catch (error) {
		if (!(error instanceof CommandFailure)) throw error;
		const advice =
			error.exitCode === exitCodes.unreachable ? "Everything else is known only by the server." : "Its log tells more.";
		findings.push(finding("server", false, error.message, advice));
		exitCode = error.exitCode;
	}
	for (const one of findings) output.one(one, () => describeFinding(one, output.terminal.colours));
	const problems = findings.filter(({ isOk }) => !isOk).length;
	output.line(problems === 0 ? "All is well." : `${problems} ${problems === 1 ? "problem" : "problems"}.`);
	if (problems > 0) surroundings.setExitCode(exitCode === exitCodes.ok ? exitCodes.failed : exitCode);
}

function describeFinding({ what, isOk, found, advice }: Finding, colours: Colours): string[] {
	const mark = isOk ? colours.green("ok     ") : colours.red("problem");
	return [
		`${mark}  ${colours.bold(printable(what))}: ${printable(found)}`,
		...(advice === null ? [] : [`         ${printable(advice)}`]),
	];
}
