import { Command, InvalidArgumentError, Option } from "commander";
import type { SimulationOptionsInput } from "../simulation-options.ts";
import { readNumber } from "./argument-values.ts";
import { mergeOptions, nestOptions } from "./merge-options.ts";
import { misbehaviourFlags, readMisbehaviours } from "./misbehaviour-arguments.ts";
import { type OptionFlag, optionGroups } from "./option-flags.ts";
import { loadPreset } from "./presets.ts";

export interface CommandLine {
	/** Not yet checked: `simulateAcquisition` does that. */
	readonly options: SimulationOptionsInput;
	/** One JSON line for each event instead of lines for people. */
	readonly isJson: boolean;
}

type Given = Readonly<Record<string, unknown>>;

/**
 * Reads the program's arguments (without node and script). Throws a CommanderError for what is no argument of ours
 * and for `--help` (with exit code 0), ARGUMENT_INVALID for a preset that cannot be loaded.
 */
export async function readCommandLine(argumentList: readonly string[]): Promise<CommandLine> {
	const command = createCommand();
	command.parse(argumentList, { from: "user" });
	const given: Given = command.opts();
	const [folder] = command.args;

	const preset = typeof given.preset === "string" ? await loadPreset(given.preset) : { options: {}, fast: {} };
	let options: Given = preset.options;
	// Without a preset of its own idea of fast, it is as fast as it goes.
	if (given.fast === true) {
		options = mergeOptions(options, given.preset === undefined ? { pacing: { secondsPerTile: 0 } } : preset.fast);
	}
	for (const [flag, value] of givenFlags(given)) options = mergeOptions(options, nestOptions(valuesOf(flag, value)));
	for (const flag of misbehaviourFlags) {
		const misbehaviours = given[attributeOf(flag.flags)];
		if (misbehaviours !== undefined) options = mergeOptions({ misbehaviours: [], ...options }, { misbehaviours });
	}
	if (given.parameter !== undefined) {
		options = mergeOptions(options, { output: { projectParameters: given.parameter } });
	}
	if (given.misbehaviourProbability !== undefined) {
		options = { ...options, misbehaviourProbability: given.misbehaviourProbability };
	}
	if (given.restart === true) options = { ...options, restart: true };
	// What stands in it is checked by the schema of the options.
	return { options: { ...options, folder: folder ?? "" } as SimulationOptionsInput, isJson: given.json === true };
}

function createCommand(): Command {
	const command = new Command("simulate")
		.description(
			"A microscope that images a synthetic specimen (or replays a recorded one) into a folder, tile by tile, as a real" +
				" one would. Run it again with the same options to go on where it stopped.",
		)
		.argument("<folder>", "where to write; the root of a project")
		.allowExcessArguments(false)
		.exitOverride()
		.showHelpAfterError("Run with --help for all options.");
	command
		.optionsGroup("Run:")
		.option("--preset <name or file>", "options under a name: demonstration, or a JSON file of the same form")
		.option("--fast", "as the preset does it when nobody watches; without one, as fast as it goes")
		.option("--restart", "removes what an earlier run wrote into the folder and begins again")
		.option("--json", "one JSON line for each event")
		.option("--parameter <name=value>", "goes into projectInfo.customParameters of the list", readParameter);
	for (const { heading, options } of optionGroups) {
		command.optionsGroup(heading);
		for (const flag of options) {
			const option = new Option(flag.flags, flag.description);
			command.addOption(flag.kind === "value" ? option.argParser((text) => flag.read(text)) : option);
		}
	}
	command
		.optionsGroup("Misbehaviour (tiles are numbered from 1; several as 7,9 or by repeating the option):")
		.option("--misbehaviour-probability <part>", "that a tile has one of these, drawn from the seed (0)", readNumber);
	for (const flag of misbehaviourFlags) {
		command.addOption(
			new Option(flag.flags, flag.description).argParser<ReturnType<typeof readMisbehaviours> | undefined>(
				(text, before) => readMisbehaviours(flag, text, before),
			),
		);
	}
	return command;
}

/** Adds `name=value` to the parameters given before. */
function readParameter(text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> {
	const at = text.indexOf("=");
	if (at < 1) throw new InvalidArgumentError(`"${text}" is not name=value.`);
	return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
}

function givenFlags(given: Given): [OptionFlag, unknown][] {
	return optionGroups
		.flatMap(({ options }) => options)
		.map((flag): [OptionFlag, unknown] => [flag, given[attributeOf(flag.flags)]])
		.filter(([, value]) => value !== undefined);
}

/** What commander's parser left: our own reading of the text, or `true` for a toggle. */
function valuesOf(flag: OptionFlag, value: unknown): Given {
	return flag.kind === "toggle" ? flag.values : (value as Given);
}

function attributeOf(flags: string): string {
	return new Option(flags).attributeName();
}
