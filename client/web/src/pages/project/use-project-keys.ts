import { useEffect, useEffectEvent } from "react";
import { ReadProblemTasksDocument } from "../../api/generated/documents.ts";
import { useLive } from "../../live/live-context.tsx";
import { isTyping } from "../../shell/shortcuts.ts";
import { taskChosen } from "./selection-model.ts";
import type { SelectionHandle } from "./use-selection.ts";
import { projectViews } from "./views.ts";

/** The keys that work anywhere on a project's page (shell/shortcuts.ts has them in words). */
export function useProjectKeys(
	projectId: string,
	handle: SelectionHandle,
	{ openHelp, openSearch }: { readonly openHelp: () => void; readonly openSearch: () => void },
): void {
	const { api } = useLive();
	const selectNextProblem = async () => {
		const { project } = await api.query(ReadProblemTasksDocument, { projectId });
		const tasks = project?.tasks.edges.map(({ node }) => node) ?? [];
		const { task, tile, view } = handle.latest();
		const at = tasks.findIndex((candidate) => candidate.id === task || (tile !== null && candidate.tile?.id === tile));
		const next = tasks[(at + 1) % Math.max(1, tasks.length)];
		if (next === undefined) return;
		// A view without the map would not show what was chosen.
		if (projectViews.some(({ key, place }) => key === view && place === "wholePage")) {
			handle.select({ kind: "view", view: null });
		}
		handle.select(taskChosen(next));
	};
	const onKey = useEffectEvent((event: KeyboardEvent) => {
		if (event.defaultPrevented || isTyping(event.target)) return;
		if (event.ctrlKey || event.metaKey || event.altKey) return;
		const focus = (testId: string) => document.querySelector<HTMLElement>(`[data-testid="${testId}"]`)?.focus();
		const view = (index: number) => () => handle.select({ kind: "view", view: projectViews[index]?.key ?? null });
		const close = () => {
			const { image } = handle.latest();
			handle.select(image === null ? { kind: "cleared" } : { kind: "image", image: null });
		};
		const actions: Readonly<Record<string, () => void>> = {
			"?": openHelp,
			"/": openSearch,
			"1": () => handle.select({ kind: "view", view: null }),
			"2": view(0),
			"3": view(1),
			"4": view(2),
			"5": view(3),
			m: () => focus("tile-map"),
			f: () => focus("filmstrip"),
			// What cannot be read now can be asked for again by pressing the key again.
			n: () => void selectNextProblem().catch(() => {}),
			Escape: close,
		};
		const act = actions[event.key];
		if (act === undefined) return;
		event.preventDefault();
		act();
	});
	useEffect(() => {
		window.addEventListener("keydown", onKey);
		return () => window.removeEventListener("keydown", onKey);
	}, []);
}
