import { useEffect, useRef } from "react";
import { ReadTileDocument, type ReadTileResult } from "../../../api/generated/documents.ts";
import { useLive, useReading } from "../../../live/live-context.tsx";
import { LoadingLines, Notice, ProblemNotice, StaleStrip } from "../../../shell/notice.tsx";
import { Panel } from "../../../shell/panel.tsx";
import { Ago } from "../../../shell/time-text.tsx";
import { plural, sizeWords } from "../../../wording/number-words.ts";
import { useSelection } from "../use-selection.ts";
import { ViewButton } from "../viewer/view-button.tsx";
import styles from "./inspector.module.css";
import { openTaskOf } from "./open-task-model.ts";
import { CloseButton } from "./stage-panel.tsx";
import { growingWordsOfTile, staleWordsOfTile } from "./stale-words-model.ts";
import { TaskDetail } from "./task-detail.tsx";
import { TaskLine } from "./task-line.tsx";
import { troubleWords } from "./tile-trouble-model.ts";

type Tile = NonNullable<ReadTileResult["tile"]>;

export function TilePanel({ projectId, tileId }: { projectId: string; tileId: string }) {
	const live = useLive();
	const { select } = useSelection();
	const tile = live.detail(projectId, ReadTileDocument, { id: tileId }, { tileId });
	const reading = useReading(tile);
	return (
		<Panel title="Tile" className={styles.panel} aside={<CloseButton onClick={() => select({ kind: "cleared" })} />}>
			{reading.kind === "loading" ? <LoadingLines lines={8} label="Reading the tile" /> : null}
			{reading.kind === "failed" ? (
				<ProblemNotice problem={reading.problem} what="The tile" onRetry={() => tile.rereadWithin(0)} />
			) : null}
			{reading.kind === "ready" && reading.problem !== null ? <StaleStrip problem={reading.problem} /> : null}
			{reading.kind === "ready" && reading.value.tile === null ? (
				<Notice tone="caution" title="There is no such tile">
					<p>Tile {tileId} is not in this project.</p>
				</Notice>
			) : null}
			{reading.kind === "ready" && reading.value.tile !== null ? (
				<TileContent projectId={projectId} tile={reading.value.tile} />
			) : null}
		</Panel>
	);
}

function TileContent({ projectId, tile }: { projectId: string; tile: Tile }) {
	const { selection } = useSelection();
	const openTask = openTaskOf(tile.tasks, selection.task, selection.stage);
	const openItem = useRef<HTMLLIElement>(null);
	// What was asked for must not lie below the edge of the panel.
	useEffect(() => {
		if (openTask !== null) openItem.current?.scrollIntoView({ block: "nearest" });
	}, [openTask]);
	return (
		<>
			<h3 className={styles.name}>{tile.name}</h3>
			<TileFacts tile={tile} />
			<ul className={styles.tasks}>
				{tile.tasks.map((task) => {
					const isOpen = task.id === openTask;
					return (
						<li key={task.id} ref={isOpen ? openItem : null} className={isOpen ? styles.openItem : ""}>
							<TaskLine task={task} names="stage" partner={partnerOf(task, tile.id)} isOpen={isOpen} />
							{isOpen && task.stage.kind !== "ROOT" ? <TaskDetail projectId={projectId} taskId={task.id} /> : null}
						</li>
					);
				})}
				{tile.missingTasks.map(({ stage, reason }) => (
					<li key={stage.id} className={styles.missing}>
						<strong>{stage.name}</strong>
						<span>{reason}</span>
					</li>
				))}
			</ul>
		</>
	);
}

/** The other tile of a pair: a tile is the first of some pairs and the second of others. */
function partnerOf({ tile, neighbour }: Tile["tasks"][number], own: string): string | null {
	const other = tile?.id === own ? neighbour : tile;
	return neighbour === null ? null : (other?.name ?? null);
}

function TileFacts({ tile }: { tile: Tile }) {
	const { select } = useSelection();
	const { supersededBy, lattice, position } = tile;
	const stale = staleWordsOfTile(tile.tasks);
	const growing = growingWordsOfTile(tile.tasks);
	const trouble = troubleWords(tile.tasks);
	const attributes = Object.entries((tile.attributes ?? {}) as Readonly<Record<string, unknown>>);
	return (
		<div className={styles.head}>
			<p className="mono dim">{tile.relativePath}</p>
			{supersededBy === null ? null : (
				<p className="tone-caution">
					Another tile was delivered later for this position:{" "}
					<button type="button" className={styles.link} onClick={() => select({ kind: "tile", tile: supersededBy.id })}>
						{supersededBy.relativePath}
					</button>
				</p>
			)}
			{tile.withdrawnAt === null ? null : <p className="tone-caution">The source no longer lists this tile.</p>}
			<dl className={styles.pairs}>
				<Pair name="lattice" value={lattice === null ? "none" : `${lattice.x}, ${lattice.y}, ${lattice.z}`} />
				{position === null ? null : <Pair name="position" value={`${micrometres(position)} µm`} />}
				{attributes.map(([name, value]) => (
					<Pair key={name} name={name} value={String(value)} />
				))}
			</dl>
			<p className={tile.isComplete ? "dim" : "tone-caution"}>
				arrived <Ago at={tile.arrivedAt} /> from {tile.source.name}
				{tile.verdict === "" ? "" : ` · ${tile.verdict}`}
			</p>
			{trouble === "" ? null : (
				<p className="tone-bad" data-testid="tile-trouble">
					{trouble}
				</p>
			)}
			{growing === "" ? null : (
				<p className="dim" data-testid="tile-growing">
					{growing}
				</p>
			)}
			{stale === "" ? null : (
				<p className="tone-caution" data-testid="tile-stale">
					{stale}
				</p>
			)}
			<TileFiles tileId={tile.id} files={tile.files} />
		</div>
	);
}

function micrometres({ x, y, z }: { readonly x: number; readonly y: number; readonly z: number }): string {
	return [x, y, z].map((value) => value.toFixed(1)).join(", ");
}

function TileFiles({ tileId, files }: { tileId: string; files: Tile["files"] }) {
	if (files.length === 0) return <p className="dim">no file yet</p>;
	const bytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
	return (
		<details className={styles.files} open={files.length <= 3}>
			<summary>
				{plural(files.length, "file")}, {sizeWords(bytes)}
			</summary>
			{files.map((file, index) => (
				<span key={file.path} className={styles.fileLine}>
					<a href={file.url} className={styles.file} title={file.path}>
						{file.path.split("/").at(-1)} <span className="dim">{sizeWords(file.sizeBytes)}</span>
					</a>
					<ViewButton address={{ kind: "tile", id: tileId, index, name: file.path.split("/").at(-1) ?? "" }} />
				</span>
			))}
		</details>
	);
}

function Pair({ name, value }: { name: string; value: string }) {
	return (
		<div>
			<dt>{name}</dt>
			<dd>{value}</dd>
		</div>
	);
}
