import type { LiveSource } from "../../../live/live-store-model.ts";
import { Panel } from "../../../shell/panel.tsx";
import { Ago, LocalTime, Quiet } from "../../../shell/time-text.tsx";
import { inputStateTable } from "../../../states/state-table.ts";
import { countWords, plural } from "../../../wording/number-words.ts";
import { problemWords } from "../../../wording/problem-words.ts";
import { LookWords } from "./look-words.tsx";
import styles from "./sources.module.css";

const shownFiles = 6;

export function SourcesPanel({ sources }: { sources: readonly LiveSource[] }) {
	return (
		<Panel
			title={sources.length > 1 ? "Sources" : "Source"}
			isScrolled
			aside={sources.length > 1 ? plural(sources.length, "source") : undefined}
		>
			{sources.length === 0 ? (
				<p className={styles.none}>This project has no source. Add one with the command line or the API.</p>
			) : (
				sources.map((source) => <SourceCard key={source.id} source={source} />)
			)}
		</Panel>
	);
}

function SourceCard({ source }: { source: LiveSource }) {
	const look = inputStateTable[source.inputState];
	const more = source.pendingFiles.length - shownFiles;
	return (
		<article className={styles.card} data-testid={`source-${source.name}`}>
			<p className={styles.headline}>
				<strong>{source.name}</strong>
				<span className={`tone-${source.problem === null ? look.tone : "bad"}`} title={look.meaning}>
					{look.word}
				</span>
			</p>
			<p className={`mono ${styles.path}`} title={source.rootPath}>
				{source.rootPath}
			</p>
			{source.problem === null ? null : (
				<p className={styles.problem} role="alert" title={source.problem.code}>
					{problemWords(source.problem.message)}
				</p>
			)}
			<p className={styles.tiles}>
				<b>{countWords(source.tileCount)}</b>{" "}
				{source.expectedTiles === null ? "tiles so far" : `of ${plural(source.expectedTiles, "tile")}`}
				{source.finishedAt === null ? null : (
					<span className="tone-good">
						{" "}
						· acquisition finished <LocalTime at={source.finishedAt} />
					</span>
				)}
			</p>
			{source.finishedAt === null ? <SourceTimes source={source} /> : null}
			{source.pendingFiles.length === 0 ? null : (
				<ul className={styles.pending} aria-label="Files not taken yet">
					{source.pendingFiles.slice(0, shownFiles).map((file) => (
						<li key={file.path}>
							<span className={`mono ${styles.pendingPath}`} title={file.path}>
								{file.path.split("/").at(-1)}
							</span>
							<span className={styles.verdict}>{file.verdict}</span>
						</li>
					))}
					{more > 0 ? <li className="dim">and {plural(more, "more file")}</li> : null}
				</ul>
			)}
		</article>
	);
}

/** After the end of its acquisition nobody waits for a source any more. */
function SourceTimes({ source }: { source: LiveSource }) {
	const isMissing = source.inputState === "MISSING" || source.inputState === "BAD_LOCATION";
	return (
		<p className={styles.looks}>
			<LookWords source={source} />
			<span className="dim" title="When the input last differed from the time before">
				<Quiet since={source.lastChangedAt} />
			</span>
			{isMissing && source.lastSeenAt !== null ? (
				<span className="tone-caution">
					last there <Ago at={source.lastSeenAt} />
				</span>
			) : null}
		</p>
	);
}
