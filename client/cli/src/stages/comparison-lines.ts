import type { ComparedNumberFragment, CompareStagesResult } from "../api/generated/documents.ts";
import { formatTable } from "../terminal/table.ts";
import { printable, type Terminal } from "../terminal/terminal.ts";

/** Two stages side by side, a line for each number that both measured. */
export function describeComparison(
	{ baseline, unitCount, metrics, runTime }: CompareStagesResult["compareStages"],
	terminal: Terminal,
): string[] {
	const numbers: ComparedNumberFragment[] = [...metrics, ...(runTime === null ? [] : [runTime])];
	const side = (of: "baseline" | "candidate") => (row: ComparedNumberFragment) =>
		`${short(row[of].mean)} (${short(row[of].minimum)}..${short(row[of].maximum)})`;
	return [
		`${unitCount} units finished by both; the other stage is "${printable(baseline.name)}".`,
		...formatTable<ComparedNumberFragment>(
			[
				{ title: "MEASURED", cell: ({ name }) => name },
				{ title: "N", align: "right", cell: ({ count }) => count },
				{ title: "AS IT IS", align: "right", cell: side("baseline") },
				{ title: "TRIAL", align: "right", cell: side("candidate") },
				{ title: "DIFFERENCE", align: "right", cell: ({ meanDifference }) => short(meanDifference) },
			],
			numbers,
			{ width: terminal.width(), colours: terminal.colours },
		),
	];
}

function short(value: number): string {
	return String(Number(value.toPrecision(4)));
}
