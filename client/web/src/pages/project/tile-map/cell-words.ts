import { taskStatesByCode, taskStateTable } from "../../../states/state-table.ts";
import { emptyCell, noTask, type PlaneColours, type PlaneLayout } from "./tile-map-model.ts";

/** `x 12, y 7: failed`, for the tooltip and for whoever cannot see the map. */
export function cellWords(layout: PlaneLayout, colours: PlaneColours, cell: number): string {
	return `${placeWords(layout, cell)}: ${stateWordsOf(colours.cells[cell] ?? emptyCell)}`;
}

export function placeWords(layout: PlaneLayout, cell: number): string {
	if (layout.kind === "arrival") return `number ${cell + 1} in order of arrival`;
	const column = cell % layout.width;
	const row = Math.floor(cell / layout.width);
	if (layout.kind === "ranked") return `column ${column + 1}, row ${row + 1}`;
	return `x ${layout.minimumX + column}, y ${layout.minimumY + row}`;
}

export function stateWordsOf(code: number): string {
	if (code === emptyCell) return "no tile";
	if (code === noTask) return "no task yet";
	const state = taskStatesByCode[code];
	return state === undefined ? `state ${code}` : taskStateTable[state].word;
}
