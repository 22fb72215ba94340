import { createContext, useContext, useRef, useState } from "react";
import { useLocation, useSearch } from "wouter";
import {
	applySelection,
	formatSelection,
	parseSelection,
	type Selection,
	type SelectionEvent,
} from "./selection-model.ts";

export interface SelectionHandle {
	readonly selection: Selection;
	readonly select: (event: SelectionEvent) => void;
	/** What the address bar says, which is ahead of what was rendered while choices follow each other quickly. */
	readonly latest: () => Selection;
	/** Grows whenever a tile is chosen, also one that was selected already: views bring it into sight again. */
	readonly choices: number;
}

/** The plane a tile lies in; null where it lies in none, undefined where that is not known (yet). */
export type PlaneOfTile = (tile: string) => number | null | undefined;

/** Steps through planes and changes of a brush follow each other quickly; one entry in the history for each run of them is enough. */
const sameStepMs = 1_500;

export function useAddressSelection(projectId: string, planeOfTile: PlaneOfTile): SelectionHandle {
	const search = useSearch();
	const [, navigate] = useLocation();
	const lastStep = useRef({ kind: "", atMs: 0 });
	const [choices, setChoices] = useState(0);
	const selection = parseSelection(search);
	const latest = () => parseSelection(window.location.search);
	const select = (event: SelectionEvent) => {
		const current = latest();
		const next = applySelection(current, withPlane(event, current, planeOfTile));
		if ((event.kind === "tile" || event.kind === "task") && event.tile !== null) setChoices((count) => count + 1);
		const query = formatSelection(next);
		if (query === formatSelection(current)) return;
		const nowMs = performance.now();
		const isStep = event.kind === "plane" || event.kind === "plot";
		const isSameStep = isStep && lastStep.current.kind === event.kind && nowMs - lastStep.current.atMs < sameStepMs;
		lastStep.current = { kind: event.kind, atMs: nowMs };
		navigate(`/projects/${projectId}${query === "" ? "" : `?${query}`}`, { replace: isSameStep });
	};
	return { selection, select, latest, choices };
}

/** Lists name a tile and not its plane, which the map must show all the same, and keep when the tile is let go. */
function withPlane(event: SelectionEvent, current: Selection, planeOfTile: PlaneOfTile): SelectionEvent {
	if (event.kind === "cleared")
		return { ...event, z: (current.tile === null ? null : planeOfTile(current.tile)) ?? null };
	if (event.kind !== "tile" && event.kind !== "task") return event;
	if (event.tile === null || event.tile === current.tile || event.z !== undefined) return event;
	const z = planeOfTile(event.tile);
	return z === undefined ? event : { ...event, z };
}

export const SelectionContext = createContext<SelectionHandle | null>(null);

export function useSelection(): SelectionHandle {
	const handle = useContext(SelectionContext);
	if (handle === null) throw new Error("useSelection is used outside of a project's page");
	return handle;
}
