import type { Command } from "commander";
import { readChoices, readList } from "../command/argument-values.ts";
import { readRegion } from "../command/region.ts";
import { attemptOutcomeNames } from "../terminal/state-words.ts";

/** Which tasks are meant: the same options for lists and for what is done to all of them. */
export function addChoice(command: Command): Command {
	return command
		.option("--project <project>", "of this project (the only one there is)")
		.option("--stage <stages>", "of these stages: id, name or project/name", readList)
		.option(
			"--outcome <outcomes>",
			"whose last attempt ended so: failed, timed-out, …",
			readChoices(attemptOutcomeNames),
		)
		.option("--region <region>", "of tiles there: x=1..5,z=3", readRegion)
		.option("--stale", "whose result is stale")
		.option("--no-stale", "whose result is not")
		.option("--signature <text>", "whose last attempt failed with this signature")
		.option("--canary", "that run while their stage is a trial")
		.option("--flagged", "that a gate or a person has marked")
		.option("--decided", "whose result a person has approved or rejected")
		.option("--no-decided", "whose result nobody has")
		.option("--tile <path>", "made from this tile: its relative path or a part that only one has, or id:<id>")
		.option("--worker <worker>", "whose last attempt this worker has or had");
}
