import { unitPlane } from "../../wording/unit-words.ts";

/** What is selected on a project's page. All of it is in the address, so that it can be shared and gone back to. */
export interface Selection {
	readonly stage: string | null;
	/** The plane being looked at, as chosen; null for the one the selected tile lies in, else the newest. */
	readonly z: number | null;
	readonly tile: string | null;
	readonly task: string | null;
	readonly attempt: string | null;
	/** The stage was clicked and is what the panel is about, although a tile is selected as well. */
	readonly panel: "stage" | null;
	/** Another view than the overview: `quality`, `review`, … */
	readonly view: string | null;
	/** What is plotted: stage, metric, axis and brush, as pages/project/quality/plot-choice.ts writes it. */
	readonly plot: string | null;
	/** How the review queue is ordered; null as the results came. */
	readonly order: "worst" | null;
	/** Of Review what was decided, instead of what is held. */
	readonly judged: "decided" | null;
	/** A cause of failures that is open. */
	readonly group: string | null;
	/** The image that is looked at, as pages/project/viewer/viewer-address.ts writes it. */
	readonly image: string | null;
}

export const emptySelection: Selection = {
	stage: null,
	z: null,
	tile: null,
	task: null,
	attempt: null,
	panel: null,
	view: null,
	plot: null,
	order: null,
	judged: null,
	group: null,
	image: null,
};

export function parseSelection(search: string): Selection {
	const parameters = new URLSearchParams(search);
	const text = (name: string) => {
		const value = parameters.get(name);
		return value === null || value === "" ? null : value;
	};
	const z = Number(text("z") ?? Number.NaN);
	return {
		stage: text("stage"),
		z: Number.isInteger(z) ? z : null,
		tile: text("tile"),
		task: text("task"),
		attempt: text("attempt"),
		panel: text("panel") === "stage" ? "stage" : null,
		view: text("view"),
		plot: text("plot"),
		order: text("order") === "worst" ? "worst" : null,
		judged: text("judged") === "decided" ? "decided" : null,
		group: text("group"),
		image: text("image"),
	};
}

const names = [
	"view",
	"stage",
	"z",
	"tile",
	"task",
	"attempt",
	"panel",
	"plot",
	"order",
	"judged",
	"group",
	"image",
] as const satisfies readonly (keyof Selection)[];

/** Without a leading question mark; in a fixed order, so that equal selections have equal addresses. */
export function formatSelection(selection: Selection): string {
	const parameters = new URLSearchParams();
	for (const name of names) {
		const value = selection[name];
		if (value !== null) parameters.set(name, String(value));
	}
	return parameters.toString();
}

export type SelectionEvent =
	/** `isLookedAt`: the stage itself is meant, and not only the colours of the map. */
	| { readonly kind: "stage"; readonly stage: string | null; readonly isLookedAt?: boolean }
	| { readonly kind: "plane"; readonly z: number }
	/** `z`: the plane the tile lies in; null where it lies in none; left out where that is not known here. */
	| { readonly kind: "tile"; readonly tile: string | null; readonly z?: number | null }
	| {
			readonly kind: "task";
			readonly task: string | null;
			readonly tile: string | null;
			readonly stage?: string;
			/** As with a tile; of a group the plane it belongs to. */
			readonly z?: number | null;
	  }
	| { readonly kind: "attempt"; readonly task: string; readonly attempt: string | null }
	| { readonly kind: "view"; readonly view: string | null }
	| { readonly kind: "plot"; readonly plot: string | null }
	| { readonly kind: "order"; readonly order: Selection["order"] }
	| { readonly kind: "judged"; readonly judged: Selection["judged"] }
	| { readonly kind: "group"; readonly group: string | null }
	| { readonly kind: "image"; readonly image: string | null }
	/** `z`: the plane that was shown because the selected tile lies in it. */
	| { readonly kind: "cleared"; readonly z?: number | null };

/** A task that is named somewhere is chosen: its tile and stage with it, and its plane where that is asked for there. */
export function taskChosen(task: {
	readonly id: string;
	readonly stage: { readonly id: string };
	readonly tile: { readonly id: string; readonly lattice?: { readonly z: number } | null } | null;
	readonly unit?: unknown;
}): SelectionEvent {
	const { tile } = task;
	const chosen = { kind: "task", task: task.id, tile: tile?.id ?? null, stage: task.stage.id } as const;
	if (tile === null) return task.unit === undefined ? chosen : { ...chosen, z: unitPlane(task.unit) };
	return tile.lattice === undefined ? chosen : { ...chosen, z: tile.lattice?.z ?? null };
}

/** The parts stay linked: a narrower choice is dropped when the wider one it belonged to changes. */
export function applySelection(selection: Selection, event: SelectionEvent): Selection {
	switch (event.kind) {
		case "stage":
			return {
				...selection,
				stage: event.stage,
				task: null,
				attempt: null,
				panel: event.isLookedAt === true && event.stage !== null && selection.tile !== null ? "stage" : null,
			};
		case "plane":
			return { ...selection, z: event.z };
		case "tile":
			return {
				...selection,
				tile: event.tile,
				z: planeAfter(selection, event),
				task: null,
				attempt: null,
				panel: null,
			};
		case "task":
			return {
				...selection,
				task: event.task,
				tile: event.tile,
				stage: event.stage ?? selection.stage,
				z: planeAfter(selection, event),
				attempt: null,
				panel: null,
			};
		case "attempt":
			return { ...selection, task: event.task, attempt: event.attempt, panel: null };
		case "view":
			return { ...selection, view: event.view, image: null };
		case "plot":
			return { ...selection, plot: event.plot };
		case "order":
			return { ...selection, order: event.order };
		case "judged":
			return { ...selection, judged: event.judged };
		case "group":
			return { ...selection, group: event.group };
		case "image":
			return { ...selection, image: event.image };
		case "cleared":
			return { ...selection, tile: null, task: null, attempt: null, panel: null, z: selection.z ?? event.z ?? null };
	}
}

/** A tile that is chosen anew takes the map along; one that is selected already leaves it where somebody went. */
function planeAfter(selection: Selection, { tile, z }: { tile: string | null; z?: number | null }): number | null {
	if (z === undefined) return tile === null || tile === selection.tile ? selection.z : null;
	return z ?? selection.z;
}
