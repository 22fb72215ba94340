import { type Command, Option } from "commander";
import type { EditPolicyInput, LatticeRegionInput, Rerun } from "../api/generated/documents.ts";
import { messageOption, readChoice } from "../command/argument-values.ts";
import { addConfirmation, type Confirmation } from "../command/confirmation.ts";
import { readRegion } from "../command/region.ts";

/** What every edit of a graph can be told besides. */
export interface EditOptions extends Confirmation {
	readonly rerun?: Rerun;
	readonly rerunRegion?: LatticeRegionInput;
	readonly acceptAsIs?: boolean;
	readonly stopRunning?: boolean;
	readonly message?: string;
}

const reruns: readonly Rerun[] = ["NOTHING", "STALE", "FAILED", "STALE_AND_FAILED", "ALL"];

export function addEditOptions(command: Command): Command {
	return addConfirmation(command)
		.addOption(
			new Option(
				"--rerun <what>",
				"of the changed stages, at once: nothing, stale, failed, stale-and-failed, all",
			).argParser(readChoice(reruns)),
		)
		.option("--rerun-region <region>", "only these of them: x=1..5,z=3", readRegion)
		.option("--accept-as-is", "their results count as made by the new version")
		.option("--stop-running", "stops their programs instead of letting them finish; costs no retry")
		.addOption(messageOption());
}

export function policyOf({ rerun, rerunRegion, acceptAsIs, stopRunning }: EditOptions): EditPolicyInput {
	return {
		...(rerun === undefined ? {} : { rerun }),
		...(rerunRegion === undefined ? {} : { rerunRegion }),
		...(acceptAsIs === undefined ? {} : { acceptAsIs }),
		...(stopRunning === undefined ? {} : { stopRunning }),
	};
}

/** The same without what an edit of the graph has of its own. */
export function messageOf({ message }: { readonly message?: string }): { readonly message?: string } {
	return message === undefined ? {} : { message };
}
