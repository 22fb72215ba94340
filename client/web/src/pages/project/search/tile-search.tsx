import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from "react";
import { type ApiProblem, asApiProblem } from "../../../api/api-problem.ts";
import { SearchTilesDocument, type SearchTilesResult } from "../../../api/generated/documents.ts";
import { useLive } from "../../../live/live-context.tsx";
import { useSettled } from "../../../shell/use-settled.ts";
import { countWords, plural } from "../../../wording/number-words.ts";
import { problemWords } from "../../../wording/problem-words.ts";
import { useSelection } from "../use-selection.ts";
import { projectViews } from "../views.ts";
import styles from "./search.module.css";

type Found = SearchTilesResult["searchTiles"];
type FoundTile = Found["tiles"][number];

const shownTiles = 10;
const settleMs = 120;

/** A tile by a part of its name or path or by its place, chosen for all views. Part of the page's first script: what is typed right after "/" is meant for it. */
export function TileSearch({ projectId, onClose }: { projectId: string; onClose: () => void }) {
	const { selection, select } = useSelection();
	const dialog = useRef<HTMLDialogElement>(null);
	const [typed, setTyped] = useState("");
	const [active, setActive] = useState(0);
	const text = useSettled(typed.trim(), settleMs);
	const { answer, problem } = useFoundTiles(projectId, text);
	/** Enter was pressed before the answer came. */
	const [isAwaited, setIsAwaited] = useState(false);
	const tiles = answer?.found.tiles ?? [];
	const isCurrent = answer !== null && answer.text === typed.trim();

	const choose = (tile: FoundTile | undefined) => {
		if (tile === undefined) return;
		// A view without the map would not show what was chosen.
		if (projectViews.some((view) => view.key === selection.view && view.place === "wholePage")) {
			select({ kind: "view", view: null });
		}
		select({ kind: "tile", tile: tile.id, z: tile.lattice?.z ?? null });
		dialog.current?.close();
	};
	// Before the next key: it has the focus as soon as it is there.
	useLayoutEffect(() => {
		dialog.current?.showModal();
	}, []);
	useEffect(() => {
		if (!isAwaited || !isCurrent) return;
		setIsAwaited(false);
		choose(answer.found.tiles[0]);
	});
	const onKeyDown = (event: KeyboardEvent) => {
		const move = (by: number) => setActive((at) => Math.min(tiles.length - 1, Math.max(0, at + by)));
		const actions: Readonly<Record<string, () => void>> = {
			ArrowDown: () => move(1),
			ArrowUp: () => move(-1),
			Enter: () => (isCurrent ? choose(tiles[active]) : setIsAwaited(typed.trim() !== "")),
		};
		const act = actions[event.key];
		if (act === undefined) return;
		event.preventDefault();
		act();
	};
	return (
		<dialog ref={dialog} className={styles.search} aria-label="Find a tile" onClose={onClose}>
			<input
				className={styles.field}
				type="text"
				role="combobox"
				aria-label="Name, path or position of a tile"
				aria-expanded={tiles.length > 0}
				aria-controls="found-tiles"
				aria-activedescendant={tiles[active] === undefined ? undefined : `found-${tiles[active].id}`}
				aria-autocomplete="list"
				autoComplete="off"
				spellCheck={false}
				placeholder="00123 · 3,4,0 · x=3 y=4"
				value={typed}
				onChange={(event) => {
					setTyped(event.target.value);
					setActive(0);
					setIsAwaited(false);
				}}
				onKeyDown={onKeyDown}
			/>
			<div className={styles.words} role="status">
				{problem === null ? wordsOf(typed.trim(), isCurrent ? answer.found : null) : null}
				{problem === null ? null : (
					<span className="tone-bad">It could not be looked for: {problemWords(problem.message)}</span>
				)}
			</div>
			{tiles.length === 0 ? null : (
				<div id="found-tiles" className={styles.found} role="listbox" aria-label="Tiles that were found">
					{tiles.map((tile, index) => (
						<button
							key={tile.id}
							id={`found-${tile.id}`}
							type="button"
							role="option"
							tabIndex={-1}
							aria-selected={index === active}
							className={index === active ? styles.active : ""}
							onPointerMove={() => setActive(index)}
							onClick={() => choose(tile)}
						>
							<span>
								<strong>{tile.name}</strong> {markOf(tile)}
							</span>
							<span className={styles.place}>
								{tile.lattice === null ? "" : `x ${tile.lattice.x}, y ${tile.lattice.y}, z ${tile.lattice.z}`}
							</span>
							<span className={`mono ${styles.path}`}>{tile.relativePath}</span>
						</button>
					))}
				</div>
			)}
			<footer className={styles.keys}>
				<span>
					<kbd>↑</kbd> <kbd>↓</kbd> choose · <kbd>Enter</kbd> shows it
				</span>
				<button type="button" onClick={() => dialog.current?.close()}>
					Close
				</button>
			</footer>
		</dialog>
	);
}

/** The last answer, with the text it is about: it stays until the next one is there. */
function useFoundTiles(projectId: string, text: string) {
	const { api } = useLive();
	const [answer, setAnswer] = useState<{ readonly text: string; readonly found: Found } | null>(null);
	const [problem, setProblem] = useState<ApiProblem | null>(null);
	useEffect(() => {
		let isWanted = true;
		setProblem(null);
		if (text === "") {
			setAnswer(null);
			return;
		}
		api
			.query(SearchTilesDocument, { projectId, text, first: shownTiles })
			.then(({ searchTiles }) => isWanted && setAnswer({ text, found: searchTiles }))
			.catch((error) => isWanted && setProblem(asApiProblem(error)));
		return () => {
			isWanted = false;
		};
	}, [api, projectId, text]);
	return { answer, problem };
}

function wordsOf(typed: string, found: Found | null): string {
	if (typed === "") return "A part of the name or path, or a position in the lattice.";
	if (found === null) return "Looking …";
	const more = found.totalCount - found.tiles.length;
	if (found.totalCount === 0) return `No tile has “${typed}” in its path, or lies there.`;
	return more === 0
		? plural(found.totalCount, "tile")
		: `The first ${found.tiles.length}; ${countWords(more)} more fit.`;
}

function markOf({ isComplete, withdrawnAt }: FoundTile) {
	if (withdrawnAt !== null) return <span className="tone-caution">withdrawn</span>;
	return isComplete ? null : <span className="tone-caution">still being written</span>;
}
