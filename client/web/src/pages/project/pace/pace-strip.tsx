import type { PaceFragment } from "../../../api/generated/documents.ts";
import { useLine, useServerNow } from "../../../live/live-context.tsx";
import type { Reading } from "../../../live/live-reading.ts";
import type { LiveSource } from "../../../live/live-store-model.ts";
import { Ago, LocalTime } from "../../../shell/time-text.tsx";
import { Mark } from "../../../states/state-mark.tsx";
import { inputStateTable, type MarkShape, staleLook, type Tone } from "../../../states/state-table.ts";
import { countWords, plural, sizeWords } from "../../../wording/number-words.ts";
import { problemWords } from "../../../wording/problem-words.ts";
import { aheadWords } from "../../../wording/time-words.ts";
import { LookWords } from "../sources/look-words.tsx";
import { useSelection } from "../use-selection.ts";
import styles from "./pace.module.css";
import {
	arrivalTable,
	diskTable,
	endOf,
	nextTile,
	nextTileWords,
	processingLook,
	rateBasisWords,
	rateWords,
	runwayWords,
	stagePaceWords,
} from "./pace-model.ts";

/** Is my acquisition keeping up? Tiles, processing, disks and sources, each in a word, a number and a sentence. */
export function PaceStrip({
	reading,
	sources,
	incompleteTiles,
}: {
	reading: Reading<PaceFragment | null>;
	sources: readonly LiveSource[];
	/** Known and still being written. */
	incompleteTiles: number;
}) {
	const pace = reading.kind === "ready" ? reading.value : null;
	// On a phone what somebody came to look at in another view must not begin below the first screen.
	const isBeside = useSelection().selection.view !== null;
	return (
		<section className={`${styles.strip} ${isBeside ? styles.beside : ""}`} aria-label="Is the acquisition keeping up?">
			{pace === null ? <NoPace reading={reading} /> : <Paces pace={pace} incompleteTiles={incompleteTiles} />}
			<Sources sources={sources} />
		</section>
	);
}

function NoPace({ reading }: { reading: Reading<PaceFragment | null> }) {
	return (
		<div className={styles.block} role="status">
			<h2>Pace</h2>
			<p className="dim">
				{reading.kind === "failed"
					? `Whether it keeps up cannot be said now: ${problemWords(reading.problem.message)}`
					: "Measuring …"}
			</p>
		</div>
	);
}

function Paces({ pace, incompleteTiles }: { pace: PaceFragment; incompleteTiles: number }) {
	return (
		<>
			<Arrival arrival={pace.arrival} incompleteTiles={incompleteTiles} />
			<Processing pace={pace} />
			<Disks disks={pace.disks} />
		</>
	);
}

const notHeard: Tone = {
	word: "not known now",
	meaning: "The line to the coordinator is down: what is shown is as it was",
	tone: "quiet",
};

function Arrival({ arrival, incompleteTiles }: { arrival: PaceFragment["arrival"]; incompleteTiles: number }) {
	const now = useServerNow();
	// While nothing is heard, tiles may well arrive: then there is nothing to be alarmed about but the line.
	const isHeard = useLine().kind === "up";
	const next = isHeard ? nextTile(arrival, now) : ({ kind: "unknown" } as const);
	const isOverdue = next.kind === "overdue";
	const look: Tone = !isHeard ? notHeard : isOverdue ? arrivalTable.OVERDUE : arrivalTable[arrival.verdict];
	const { arrived, expected } = arrival;
	const share = expected === null || expected === 0 ? null : Math.min(100, (100 * arrived) / expected);
	return (
		<div className={`${styles.block} ${isOverdue ? styles.alarm : ""}`} data-testid="pace-arrival">
			<Head title="Tiles" look={look} />
			<p className={styles.number}>
				<b>{countWords(arrived)}</b>
				<span className="dim">{expected === null ? " arrived" : ` of ${plural(expected, "tile")}`}</span>
				{incompleteTiles === 0 ? null : <span className="dim">, {countWords(incompleteTiles)} being written</span>}
				{arrival.verdict === "FINISHED" ? null : (
					<span className={styles.rate} title="Over the last five minutes, pauses included">
						{rateWords(arrival.tilesPerMinute)}
					</span>
				)}
			</p>
			{share === null ? null : (
				<span className={styles.bar} aria-hidden="true">
					<span style={{ width: `${share}%` }} />
				</span>
			)}
			<p className={isOverdue ? "tone-bad" : "dim"} role={isOverdue ? "alert" : undefined}>
				{isOverdue ? (
					<>
						<b>{nextTileWords(next)}</b> · last <Ago at={arrival.lastAt} />
					</>
				) : (
					[arrival.sentence.split(";")[0], nextTileWords(next)].filter((part) => part !== "").join(" · ")
				)}
			</p>
			{arrival.verdict === "ON_TIME" && arrival.secondsLeft !== null ? (
				<p className="dim">
					last tile about <LocalTime at={new Date(now + arrival.secondsLeft * 1000).toISOString()} isRough /> (in{" "}
					{aheadWords(arrival.secondsLeft * 1000)})
				</p>
			) : null}
		</div>
	);
}

/** In letters: what takes more than a line of its own. */
const longName = 40;

function Processing({ pace }: { pace: PaceFragment }) {
	const { select } = useSelection();
	const isHeard = useLine().kind === "up";
	const { processing, bottleneck } = pace;
	const backlog = pace.stages.reduce((sum, stage) => sum + stage.backlog, 0);
	const running = pace.stages.reduce((sum, stage) => sum + stage.running, 0);
	const stale = pace.stages.reduce((sum, stage) => sum + (stage.staleResults ?? 0), 0);
	return (
		<div className={styles.block} data-testid="pace-processing">
			<Head title="Processing" look={isHeard ? processingLook(processing) : notHeard} />
			<p className={styles.number}>
				<b>{countWords(backlog)}</b>
				<span className="dim">
					{" "}
					ready, {countWords(running)} running
					{processing.setAside === 0 ? null : (
						<span title="Ready, and waiting for a person: their stage is paused or tried out">
							, {countWords(processing.setAside)} set aside
						</span>
					)}
				</span>
				{stale === 0 ? null : (
					<span
						className={styles.stale}
						style={{ color: staleLook.textColour }}
						title={`${plural(stale, "result")} of all stages: ${staleLook.meaning}`}
					>
						<Mark shape={staleLook.shape} colour={staleLook.textColour} size={10} /> {countWords(stale)}{" "}
						{staleLook.word}
					</span>
				)}
			</p>
			<p className={`dim ${(bottleneck?.name.length ?? 0) > longName ? styles.short : ""}`} title={processing.sentence}>
				{processing.sentence}
			</p>
			{isHeard ? (
				<End
					processing={processing}
					isAll={
						processing.setAside + processing.failed + processing.inReview === 0 &&
						!pace.stages.some(({ verdict }) => standing.includes(verdict))
					}
				/>
			) : null}
			{bottleneck === null ? null : (
				<p className={styles.bottleneck}>
					<button
						type="button"
						className={styles.link}
						onClick={() => select({ kind: "stage", stage: bottleneck.stageId })}
						title={`${processing.limit === null ? "The stage the others wait for" : "Of this project, it uses most of the workers"}: ${bottleneck.name}\n${stagePaceWords(bottleneck)} (${rateBasisWords(bottleneck)})`}
					>
						bottleneck: {processing.limit ?? bottleneck.name}
					</button>
				</p>
			)}
		</div>
	);
}

/** Nobody can say when these end; the rest goes on meanwhile. */
const standing: readonly PaceFragment["stages"][number]["verdict"][] = ["STUCK", "FAILING", "PAUSED", "PAUSED_ITSELF"];

/** `isAll`: nothing is held back or waits for a person, so that what ends is all there is. */
function End({ processing, isAll }: { processing: PaceFragment["processing"]; isAll: boolean }) {
	const now = useServerNow();
	const end = endOf(processing);
	switch (end.kind) {
		case "none":
			return null;
		case "measuring":
			return (
				<p className="dim" title="Too few tasks have ended to tell how fast they do">
					time to finish: measuring …
				</p>
			);
		case "known":
			return (
				<p
					className="dim"
					title={
						end.isEstimate
							? "An estimate: from how long a task takes and how many run, or where several stages share the workers from how many tasks of all of them end"
							: "Acquisition and processing, at the present rates"
					}
				>
					{isAll ? "all" : "the rest"} done about{" "}
					<LocalTime at={new Date(now + end.inSeconds * 1000).toISOString()} isRough /> (in{" "}
					{end.isEstimate ? "about " : ""}
					{aheadWords(end.inSeconds * 1000)})
				</p>
			);
	}
}

function Disks({ disks }: { disks: PaceFragment["disks"] }) {
	return (
		<div
			className={`${styles.block} ${disks.every((disk) => disk.verdict === "ENOUGH") ? styles.calm : ""}`}
			data-testid="pace-disks"
		>
			<h2>{disks.length > 1 ? "Disks" : "Disk"}</h2>
			{disks.length === 0 ? <p className="dim">no folder of the project can be read from here</p> : null}
			{disks.map((disk) => {
				const look = diskTable[disk.verdict];
				const used = disk.totalBytes === 0 ? 0 : 100 - (100 * disk.freeBytes) / disk.totalBytes;
				return (
					<div key={disk.roots.join()} title={`${disk.roots.join("\n")}\n${disk.sentence}\n${look.meaning}`}>
						<p className={styles.number}>
							<b>{sizeWords(disk.freeBytes)}</b>
							<span className="dim"> free</span>
							{disk.verdict === "ENOUGH" ? null : (
								<span className={`tone-${look.tone}`}>
									{" "}
									<ToneMark look={look} /> {look.word}
								</span>
							)}
						</p>
						<span className={styles.bar} aria-hidden="true">
							<span style={{ width: `${used}%` }} />
						</span>
						<p className="dim">{runwayWords(disk)}</p>
						<p className={styles.root}>{disk.roots[0]}</p>
					</div>
				);
			})}
		</div>
	);
}

/** The last word of each source. */
function Sources({ sources }: { sources: readonly LiveSource[] }) {
	return (
		<div
			className={`${styles.block} ${sources.every((source) => source.problem === null) ? styles.calm : ""}`}
			data-testid="pace-sources"
		>
			<h2>{sources.length > 1 ? "Sources" : "Source"}</h2>
			{sources.length === 0 ? <p className="dim">none yet</p> : null}
			{sources.map((source) => {
				const look = inputStateTable[source.inputState];
				const [pending] = source.pendingFiles;
				const more = source.pendingFiles.length - 1;
				return (
					<div key={source.id}>
						<p>
							<b>{source.name}</b>{" "}
							<span className={`tone-${source.problem === null ? look.tone : "bad"}`}>
								{source.finishedAt === null ? look.word : "ended"}
							</span>{" "}
							{source.finishedAt === null ? <LookWords source={source} /> : null}
						</p>
						{source.problem !== null ? (
							<p className="tone-bad" title={problemWords(source.problem.message)}>
								something is wrong with it: see below
							</p>
						) : pending !== undefined ? (
							<p className="dim" title={pending.path}>
								<span className="mono">{pending.path.split("/").at(-1)}</span> {pending.verdict}
								{more > 0 ? ` · ${plural(more, "more file")}` : ""}
							</p>
						) : (
							<p className="dim">
								{source.finishedAt === null ? "every file that was seen has been taken" : "nothing more will come"}
							</p>
						)}
					</div>
				);
			})}
		</div>
	);
}

const toneMarks: Readonly<Record<Tone["tone"], MarkShape>> = {
	good: "check",
	active: "triangle",
	quiet: "dot",
	caution: "diamond",
	bad: "cross",
};

function ToneMark({ look }: { look: Tone }) {
	return <Mark shape={toneMarks[look.tone]} colour={`var(--${look.tone})`} size={10} />;
}

function Head({ title, look }: { title: string; look: Tone }) {
	return (
		<h2>
			{title}{" "}
			<span className={`${styles.verdict} tone-${look.tone}`} title={look.meaning}>
				<ToneMark look={look} /> {look.word}
			</span>
		</h2>
	);
}
