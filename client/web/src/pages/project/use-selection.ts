import { createContext, useContext, useRef } from "react";
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
}

/** Steps through planes and changes of a brush follow each other quickly; one entry in the history for each run of them is enough. */
const sameStepMs = 1_500;

export function useAddressSelection(projectId: string): SelectionHandle {
	const search = useSearch();
	const [, navigate] = useLocation();
	const lastStep = useRef({ kind: "", atMs: 0 });
	const selection = parseSelection(search);
	const latest = () => parseSelection(window.location.search);
	const select = (event: SelectionEvent) => {
		const current = latest();
		const next = applySelection(current, event);
		const query = formatSelection(next);
		if (query === formatSelection(current)) return;
		const nowMs = performance.now();
		const isStep = event.kind === "plane" || event.kind === "plot";
		const isSameStep = isStep && lastStep.current.kind === event.kind && nowMs - lastStep.current.atMs < sameStepMs;
		lastStep.current = { kind: event.kind, atMs: nowMs };
		navigate(`/projects/${projectId}${query === "" ? "" : `?${query}`}`, { replace: isSameStep });
	};
	return { selection, select, latest };
}

export const SelectionContext = createContext<SelectionHandle | null>(null);

export function useSelection(): SelectionHandle {
	const handle = useContext(SelectionContext);
	if (handle === null) throw new Error("useSelection is used outside of a project's page");
	return handle;
}
