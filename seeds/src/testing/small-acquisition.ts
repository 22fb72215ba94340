import { mergeOptions } from "../command/merge-options.ts";
import type { SimulationOptionsInput } from "../simulation-options.ts";

/** Options of an acquisition small enough for a test: 3 x 2 tiles of 48 x 32 pixels, at one tile a second. */
export function smallAcquisition(folder: string, changes: Omit<SimulationOptionsInput, "folder"> = {}) {
	const small: Omit<SimulationOptionsInput, "folder"> = {
		seed: 7,
		lattice: { columns: 3, rows: 2, tile: { width: 48, height: 32 } },
		output: { date: "2021-04-09" },
	};
	// Both sides have the form of options, so their union has it too.
	return { folder, ...mergeOptions(small, changes) } as SimulationOptionsInput;
}
