import { useState } from "react";
import { Link } from "wouter";
import type { ReadPaletteResult } from "../../api/generated/documents.ts";
import { SelectField } from "../../shell/fields.tsx";
import { draggedDefinition } from "./editor-canvas.tsx";
import styles from "./palette.module.css";

export type PaletteDefinition = ReadPaletteResult["taskDefinitions"][number];

/** Where a new stage would go, as one can choose it. */
export interface PlaceChoice {
	readonly value: string;
	/** `below Quality`. */
	readonly words: string;
}

/**
 * Task definitions to drag onto a stage or a line of the graph, or to press: then the stage goes where the selection
 * says, which every entry repeats.
 */
export function Palette({
	projectId,
	definitions,
	place,
	places,
	ready,
	onLeaveReady,
	onPlace,
	onAim,
	onAdd,
}: {
	projectId: string;
	definitions: readonly PaletteDefinition[];
	place: PlaceChoice;
	places: readonly PlaceChoice[];
	/** The definition somebody comes with, having just made it: it waits here until it is said where it goes. */
	ready: PaletteDefinition | null;
	onLeaveReady: () => void;
	onPlace: (value: string) => void;
	/** Somebody is looking at an entry, or has stopped. */
	onAim: (isAiming: boolean) => void;
	onAdd: (definitionId: string) => void;
}) {
	const [search, setSearch] = useState("");
	const wanted = search.trim().toLowerCase();
	const shown = definitions.filter(
		({ name, description }) => name.toLowerCase().includes(wanted) || description.toLowerCase().includes(wanted),
	);
	return (
		<div className={styles.palette}>
			<SelectField label="A new stage goes" value={place.value} choices={places} onChange={onPlace} />
			{ready === null ? null : (
				<section className={styles.ready} aria-label="To be added">
					<p>
						<strong>{ready.name}</strong> is not added yet. It goes where it says above: change it there, or click a
						stage or a line.
					</p>
					<button type="button" className={styles.add} onClick={() => onAdd(ready.id)}>
						+ Add it {place.words}
					</button>{" "}
					<button type="button" className={styles.link} onClick={onLeaveReady}>
						not now
					</button>
				</section>
			)}
			<p className={styles.hint}>Or drag a definition onto a stage, or onto a line to put it in between.</p>
			<Link href={`/definitions/new?from=${projectId}`}>New task definition</Link>
			<input
				type="search"
				className={styles.search}
				aria-label="Find a task definition"
				placeholder="find a task definition"
				value={search}
				onChange={(event) => setSearch(event.target.value)}
			/>
			<ul aria-label="Task definitions">
				{shown.map((definition) => (
					<li key={definition.id}>
						<button
							type="button"
							className={styles.entry}
							draggable
							onDragStart={(event) => {
								event.dataTransfer.setData(draggedDefinition, definition.id);
								event.dataTransfer.effectAllowed = "copy";
							}}
							onPointerEnter={() => onAim(true)}
							onPointerLeave={() => onAim(false)}
							onFocus={() => onAim(true)}
							onBlur={() => onAim(false)}
							onClick={() => onAdd(definition.id)}
						>
							<strong>{definition.name}</strong>
							<small>{definition.description}</small>
							<small className={styles.where}>+ {place.words}</small>
						</button>
					</li>
				))}
			</ul>
			{shown.length === 0 ? <p className={styles.hint}>No task definition has these letters.</p> : null}
			<Link href={`/definitions?from=${projectId}`}>Edit task definitions</Link>
		</div>
	);
}
