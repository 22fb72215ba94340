import { type RefObject, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { LogStream } from "../../../api/generated/documents.ts";
import { Segments } from "../../../shell/segments.tsx";
import { visibleRows } from "../../../shell/visible-rows.ts";
import { countWords, plural } from "../../../wording/number-words.ts";
import { findLines, logLines, nextHit, parseAnsiLine } from "./ansi-model.ts";
import shared from "./inspector.module.css";
import styles from "./log-view.module.css";
import type { Attempt } from "./task-facts.ts";
import { useAttemptLog } from "./use-attempt-log.ts";
import { linesInRows, rowCount, wrapLines } from "./wrapped-lines-model.ts";

const lineHeight = 17;

/** A log that follows; only the lines in sight exist. It stops following when somebody scrolls up. */
export function LogView({ attempt }: { attempt: Attempt }) {
	const [chosen, setChosen] = useState<LogStream | null>(null);
	const [isErrorLogEmpty, setIsErrorLogEmpty] = useState(false);
	// Of a failure the reason is usually on stderr; where nothing is there, stdout is the next best.
	const isFailed = attempt.outcome !== null && attempt.outcome !== "SUCCEEDED";
	const stream = chosen ?? (isFailed && !isErrorLogEmpty ? "STDERR" : "STDOUT");
	const log = useAttemptLog(attempt.id, stream);
	const lines = useMemo(() => logLines(log.text), [log.text]);
	useEffect(() => {
		if (stream === "STDERR" && log.isEnd && log.text === "") setIsErrorLogEmpty(true);
	}, [stream, log]);
	const [search, setSearch] = useState("");
	const hits = useMemo(() => findLines(lines, search), [lines, search]);
	const [hit, setHit] = useState(-1);
	const longest = useMemo(() => lines.reduce((most, line) => Math.max(most, line.length), 0), [lines]);
	const scroller = useRef<HTMLDivElement>(null);
	const [isFollowing, setIsFollowing] = useState(true);
	const [scrolled, setScrolled] = useState({ top: 0, height: 260 });
	const [isWrapped, setIsWrapped] = useState(true);
	const { columns, probe } = useColumns(scroller);
	const wrapped = useMemo(() => wrapLines(lines, isWrapped ? columns : null), [lines, isWrapped, columns]);
	const rows = rowCount(wrapped);
	const { first, last } = linesInRows(wrapped, visibleRows(scrolled.top, scrolled.height, lineHeight, rows));

	useLayoutEffect(() => {
		const element = scroller.current;
		if (element !== null && isFollowing && rows > 0) element.scrollTop = element.scrollHeight;
	}, [rows, isFollowing]);
	// biome-ignore lint/correctness/useExhaustiveDependencies: another stream begins at its end again
	useEffect(() => setIsFollowing(true), [stream]);

	const onScroll = () => {
		const element = scroller.current;
		if (element === null) return;
		setScrolled({ top: element.scrollTop, height: element.clientHeight });
		setIsFollowing(element.scrollTop + element.clientHeight >= element.scrollHeight - lineHeight);
	};
	const goTo = (index: number) => {
		const place = nextHit(hits.length, index);
		setHit(place);
		const line = hits[place];
		const element = scroller.current;
		if (line === undefined || element === null) return;
		setIsFollowing(false);
		element.scrollTop = Math.max(0, (wrapped.starts[line] ?? 0) * lineHeight - element.clientHeight / 2);
	};
	const found = new Set(hits);
	return (
		<div className={styles.log}>
			<div className={styles.logHead}>
				<Segments
					label="Which log"
					value={stream}
					onChange={setChosen}
					choices={[
						{ value: "STDOUT", words: "stdout" },
						{ value: "STDERR", words: "stderr" },
					]}
				/>
				<span className="dim">
					{plural(lines.length, "line")}
					{log.isEnd ? "" : isFollowing ? " · following" : " · growing"}
				</span>
				{isFollowing || log.isEnd ? null : (
					<button type="button" className={shared.link} onClick={() => setIsFollowing(true)}>
						follow
					</button>
				)}
				<input
					type="search"
					className={styles.search}
					placeholder="find in the log"
					aria-label="Find in the log"
					value={search}
					onChange={(event) => {
						setSearch(event.target.value);
						setHit(-1);
					}}
					onKeyDown={(event) => {
						if (event.key !== "Enter") return;
						event.preventDefault();
						goTo(hit + (event.shiftKey ? -1 : 1));
					}}
				/>
				{search === "" ? null : (
					<span className={hits.length === 0 ? "tone-caution" : "dim"} aria-live="polite">
						{hits.length === 0
							? "not found"
							: hit < 0
								? `${countWords(hits.length)} found`
								: `${hit + 1} of ${countWords(hits.length)}`}
					</span>
				)}
				<button
					type="button"
					className={shared.link}
					aria-pressed={isWrapped}
					title="Break lines at the edge, or leave them as they are"
					onClick={() => setIsWrapped(!isWrapped)}
				>
					{isWrapped ? "do not wrap" : "wrap"}
				</button>
				<a className={styles.whole} href={stream === "STDOUT" ? attempt.stdoutUrl : attempt.stderrUrl}>
					whole log
				</a>
			</div>
			{log.isCut ? <p className={shared.hint}>The beginning is left out here; the whole log has it.</p> : null}
			<span ref={probe} className={styles.probe} aria-hidden="true">
				{"0".repeat(probedCharacters)}
			</span>
			<div
				ref={scroller}
				className={styles.logLines}
				onScroll={onScroll}
				// biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
				tabIndex={0}
				role="log"
				aria-label={`${stream === "STDOUT" ? "Standard output" : "Standard error"} of attempt ${attempt.number}`}
				aria-live="off"
			>
				{lines.length === 0 ? (
					<p className={styles.logEmpty}>{log.isEnd ? "Nothing was written." : "Nothing has been written yet."}</p>
				) : (
					<div
						style={{ height: rows * lineHeight, ...(isWrapped ? {} : { width: `calc(${longest}ch + 16px)` }) }}
						className={`${styles.logSheet} ${isWrapped ? styles.wrapped : ""}`}
					>
						{lines.slice(first, last).map((line, index) => (
							<LogLine
								// biome-ignore lint/suspicious/noArrayIndexKey: a line's number is its identity
								key={first + index}
								line={line}
								top={(wrapped.starts[first + index] ?? 0) * lineHeight}
								mark={hits[hit] === first + index ? "current" : found.has(first + index) ? "found" : "none"}
							/>
						))}
					</div>
				)}
			</div>
		</div>
	);
}

const probedCharacters = 50;
/** Room that lines leave at both edges. */
const edges = 16;

/** How many characters stand beside each other in the log. */
function useColumns(scroller: RefObject<HTMLDivElement | null>) {
	const probe = useRef<HTMLSpanElement>(null);
	const [columns, setColumns] = useState(80);
	useLayoutEffect(() => {
		const element = scroller.current;
		if (element === null) return;
		const measure = () => {
			const width = (probe.current?.getBoundingClientRect().width ?? 0) / probedCharacters;
			if (width > 0) setColumns(Math.max(10, Math.floor((element.clientWidth - edges) / width)));
		};
		measure();
		const observer = new ResizeObserver(measure);
		observer.observe(element);
		return () => observer.disconnect();
	}, [scroller]);
	return { columns, probe };
}

const markStyles = { current: styles.hitNow, found: styles.hit, none: "" } as const;

function LogLine({ line, top, mark }: { line: string; top: number; mark: keyof typeof markStyles }) {
	return (
		<div className={`${styles.logLine} ${markStyles[mark]}`} style={{ top }}>
			{parseAnsiLine(line).map((span, index) => (
				<span
					// biome-ignore lint/suspicious/noArrayIndexKey: spans of a line never move
					key={index}
					className={[
						span.colour === null ? "" : styles[`ansi${span.colour % 8}`],
						span.isBold ? styles.ansiBold : "",
						span.isDim ? styles.ansiDim : "",
					].join(" ")}
				>
					{span.text}
				</span>
			))}
		</div>
	);
}
