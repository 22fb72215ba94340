import { feedbackVerdicts } from "@tilewright/contract/gate";
import type { Command } from "commander";
import {
	type GraphEditInput,
	PreviewGraphEditDocument,
	ReadMetricNamesDocument,
	RejudgeStageDocument,
	ShowGateDocument,
} from "../api/generated/documents.ts";
import type { Api } from "../api/graphql-client.ts";
import { isObject, messageOption, readChoice } from "../command/argument-values.ts";
import { notFoundFailure, usageFailure } from "../command/command-failure.ts";
import { addConfirmation, type Confirmation, confirm } from "../command/confirmation.ts";
import { inSession, type Session, type Surroundings } from "../command/session.ts";
import { describeEdited, editGraph } from "../editing/edit-graph.ts";
import { addEditOptions, type EditOptions } from "../editing/edit-options.ts";
import { findStage } from "../stages/find-stage.ts";
import { countsOf } from "../stages/stage-columns.ts";
import { formatCount } from "../terminal/figures.ts";
import { type GateOptions, metricsIn, readGate } from "./gate-input.ts";
import { describeGateRules } from "./gate-lines.ts";

const lookedAtResults = 200;

/** What stands between a stage's results and its children. */
export function addGateCommands(program: Command, surroundings: Surroundings): void {
	const gates = program
		.command("gates")
		.description("what is asked of a stage's results before its children get them: show, set, check, rejudge");
	gates
		.command("show <stage>")
		.description("the rules of a gate and where its feedback goes; --json prints what set reads")
		.action(inSession(surroundings, showGate));
	addEditOptions(addGateOptions(gates.command("set <stage> [json]")))
		.description("another gate: JSON (@file reads a file), or rules as options; nothing becomes stale")
		.option("--none", "takes the gate away")
		.action(inSession(surroundings, setGate));
	addGateOptions(gates.command("check <stage> [json]"))
		.description("whether a gate can be used, and whether its metrics are measured; without one, the gate there is")
		.action(inSession(surroundings, checkGate));
	addConfirmation(gates.command("rejudge <stage>"))
		.description("judges finished results by the gate there is now; sends no feedback")
		.option("--include-decided", "also those about which a person has decided")
		.option("--reason <text>", "kept with the tasks that change")
		.addOption(messageOption())
		.action(inSession(surroundings, rejudge));
}

function addGateOptions(command: Command): Command {
	const collect = (text: string, before: readonly string[] = []) => [...before, text];
	return command
		.option("--reject <expression>", 'refuses results: "focus < 0.2"; may be repeated', collect)
		.option("--hold <expression>", "holds results back for a person; may be repeated", collect)
		.option("--flag <expression>", "marks results, and lets them through; may be repeated", collect)
		.option("--review", "a person must approve every result")
		.option("--no-review", "only what a rule holds back is for a person")
		.option(
			"--feedback <verdict>",
			"what these rules tell the instrument: good, stop-at-end, stop-now, re-image",
			readChoice(feedbackVerdicts),
		)
		.option("--webhook <url>", "where feedback goes: gets a POST")
		.option("--subject <subject>", "where feedback goes: a subject of the message bus");
}

async function readStage(api: Api, text: string) {
	const { id } = await findStage(api, text);
	const { stage } = await api.ask(ShowGateDocument, { id });
	if (stage === null) throw notFoundFailure(`Stage ${id} is gone.`);
	if (stage.kind === "ROOT") throw usageFailure(`Stage "${stage.name}" is where tiles arrive: it has no gate.`);
	const { operations } = stage;
	const gate = isObject(operations) && isObject(operations.gate) ? operations.gate : null;
	return { stage, gate };
}

async function showGate({ api, output }: Session, text: string): Promise<void> {
	const { stage, gate } = await readStage(api, text);
	output.one(gate, () => describeGateRules(stage.name, gate, output.terminal));
}

type Given = GateOptions & EditOptions;

/** The gate's own options, without what every edit has. */
function gateOptions(given: GateOptions): GateOptions {
	const { reject, hold, flag, review, feedback, webhook, subject, none } = given;
	return Object.fromEntries(
		Object.entries({ reject, hold, flag, review, feedback, webhook, subject, none }).filter(
			([, value]) => value !== undefined,
		),
	);
}

async function setGate(session: Session, text: string, json: string | undefined, given: Given): Promise<void> {
	const { api, output, surroundings } = session;
	const gate = readGate(json, gateOptions(given), surroundings.workingDirectory);
	if (gate === undefined)
		throw usageFailure("Say what the gate is: JSON, or --reject, --hold, --flag, --review, --none.");
	const { stage } = await readStage(api, text);
	const edited = await editGraph(session, stage.project.id, [gateEdit(stage.id, gate)], given);
	if (edited === null) return;
	output.one(edited, () => [describeEdited(edited)]);
	output.terminal.complain("Results that are there stay as they were judged: see tilewright gates rejudge.");
}

function gateEdit(stageId: string, gate: object | null): GraphEditInput {
	return { changeStage: { stage: { id: stageId }, operations: { gate } } };
}

async function checkGate(session: Session, text: string, json: string | undefined, given: GateOptions): Promise<void> {
	const { api, output, surroundings } = session;
	const said = readGate(json, gateOptions(given), surroundings.workingDirectory);
	const { stage, gate: current } = await readStage(api, text);
	const gate = said === undefined ? current : said;
	if (gate === null) throw usageFailure(`Stage "${stage.name}" has no gate: give one to check.`);
	// The server reads it as it would when it is set, and refuses it with the place of the mistake.
	if (said !== undefined) {
		await api.ask(PreviewGraphEditDocument, {
			projectId: stage.project.id,
			edits: [gateEdit(stage.id, gate)],
			policy: {},
		});
	}
	const answer = await api.ask(ReadMetricNamesDocument, { stageId: stage.id, first: lookedAtResults });
	const results = (answer.stage?.tasks.edges ?? []).map(({ node }) =>
		Object.keys((node.metrics as object | null) ?? {}),
	);
	const known = new Set(results.flat());
	const rules: readonly unknown[] = Array.isArray(gate.rules) ? gate.rules : [];
	const wanted = new Set(rules.flatMap((rule) => (isObject(rule) ? metricsIn(String(rule.when)) : [])));
	const missing = results.length === 0 ? [] : [...wanted].filter((name) => !known.has(name));
	output.one({ gate, metrics: [...known], missing, resultCount: results.length }, () => [
		`The gate of "${stage.name}" can be used.`,
		...(results.length === 0
			? ["No result is there yet to compare its metrics with."]
			: [`${formatCount(results.length)} results measured: ${[...known].sort().join(", ") || "nothing"}.`]),
		...(missing.length === 0
			? []
			: [`None of them measured ${missing.join(", ")}: results without a metric that is asked for are held.`]),
	]);
}

interface RejudgeOptions extends Confirmation {
	readonly includeDecided?: boolean;
	readonly reason?: string;
	readonly message?: string;
}

async function rejudge(session: Session, text: string, given: RejudgeOptions): Promise<void> {
	const { api, output } = session;
	const { stage, gate } = await readStage(api, text);
	const count = countsOf(stage, "SUCCEEDED", "REVIEW", "REJECTED");
	const decided = given.includeDecided === true ? "" : ", but for those that a person has decided about";
	const question = `${formatCount(count)} finished results of "${stage.name}" ${count === 1 ? "is" : "are"} judged by ${gate === null ? "no gate: all are let through" : "its gate"}${decided}.`;
	if (given.dryRun === true) {
		output.one({ resultCount: count, gate }, () => [question]);
		return;
	}
	output.terminal.complain(question);
	if (count > 0) await confirm(session, given, "Do it?");
	const input = {
		id: stage.id,
		includesDecided: given.includeDecided ?? false,
		...(given.reason === undefined ? {} : { reason: given.reason }),
		...(given.message === undefined ? {} : { message: given.message }),
	};
	const { judgedCount, changedCount } = (await api.ask(RejudgeStageDocument, { input })).rejudgeStage;
	output.one({ judgedCount, changedCount }, () => [
		`${formatCount(judgedCount)} results judged, ${formatCount(changedCount)} of them otherwise than before.`,
	]);
}
