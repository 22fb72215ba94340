import { useState } from "react";
import type { ReadPaletteResult } from "../../api/generated/documents.ts";
import { draggedDefinition } from "./editor-canvas.tsx";
import styles from "./graph-editor.module.css";

export type PaletteDefinition = ReadPaletteResult["taskDefinitions"][number];

/** Task definitions to drag onto the graph, or to add below what is selected with Enter. */
export function Palette({
	definitions,
	below,
	onAdd,
}: {
	definitions: readonly PaletteDefinition[];
	/** The stage a new one would be added below. */
	below: string;
	onAdd: (definitionId: string) => void;
}) {
	const [search, setSearch] = useState("");
	const wanted = search.trim().toLowerCase();
	const shown = definitions.filter(
		({ name, description }) => name.toLowerCase().includes(wanted) || description.toLowerCase().includes(wanted),
	);
	return (
		<div className={styles.palette}>
			<input
				type="search"
				aria-label="Find a task definition"
				placeholder="find a task definition"
				value={search}
				onChange={(event) => setSearch(event.target.value)}
			/>
			<p className={styles.hint}>
				Drag one onto the graph, or press it to add it below <b>{below}</b>.
			</p>
			<ul aria-label="Task definitions">
				{shown.map((definition) => (
					<li key={definition.id}>
						<button
							type="button"
							draggable
							title={`Add ${definition.name} below ${below}`}
							onDragStart={(event) => {
								event.dataTransfer.setData(draggedDefinition, definition.id);
								event.dataTransfer.effectAllowed = "copy";
							}}
							onClick={() => onAdd(definition.id)}
						>
							<strong>{definition.name}</strong>
							<small>{definition.description}</small>
						</button>
					</li>
				))}
			</ul>
			{shown.length === 0 ? <p className={styles.hint}>No task definition has these letters.</p> : null}
			<a href="/definitions">Edit task definitions</a>
		</div>
	);
}
