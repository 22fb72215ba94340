import { TilewrightError } from "@tilewright/contract/errors";
import { parseNamePattern } from "./acquisition/name-pattern.ts";
import { type SimulationOptions, type SimulationOptionsInput, simulationOptionsSchema } from "./simulation-options.ts";

/** Options with every value filled in. Throws ARGUMENT_INVALID or PATH_PATTERN_INVALID. */
export function parseSimulationOptions(input: SimulationOptionsInput): SimulationOptions {
	const parsed = simulationOptionsSchema.safeParse(input);
	if (!parsed.success) {
		const problems = parsed.error.issues.map((issue) => {
			const place = issue.path.join(".");
			return place === "" ? issue.message : `${place}: ${issue.message}`;
		});
		throw invalid(problems.join("; "), { problems });
	}
	const options = parsed.data;
	const { lattice, output, optics, replay } = options;
	if (output.format === "directory" && !replay) parseNamePattern(output.namePattern);
	if (lattice.wells && output.format !== "directory") {
		throw invalid(`wells need the format "directory", the format "${output.format}" has no place for them`, {
			format: output.format,
		});
	}
	if (lattice.wells && new Set(lattice.wells).size < lattice.wells.length) {
		throw invalid(`a well is named twice: ${lattice.wells.join(", ")}`, { wells: lattice.wells });
	}
	if (optics.pixelType === "uint8" && (optics.saturation ?? 0) > 255) {
		throw invalid(`uint8 holds no grey value above 255, saturation is ${optics.saturation}`, {
			saturation: optics.saturation,
		});
	}
	return options;
}

function invalid(problem: string, fields: Record<string, unknown>): TilewrightError {
	return new TilewrightError({
		code: "ARGUMENT_INVALID",
		message: `The simulation cannot be set up: ${problem}.`,
		fields,
	});
}
