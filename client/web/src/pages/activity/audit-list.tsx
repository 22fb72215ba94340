import { useState } from "react";
import { Link } from "wouter";
import { type AuditRowFragment, ReadAuditDocument } from "../../api/generated/documents.ts";
import { useLive, useReading } from "../../live/live-context.tsx";
import { LoadingLines, Notice, ProblemNotice, StaleStrip } from "../../shell/notice.tsx";
import { LocalTime } from "../../shell/time-text.tsx";
import { plural } from "../../wording/number-words.ts";
import { problemWords } from "../../wording/problem-words.ts";
import styles from "./activity.module.css";
import { changedFields } from "./audit-model.ts";

const firstPage = 100;

/** Who did what, when and why, with what was before and after. */
export function AuditList({ projectId, text }: { projectId: string | null; text: string }) {
	const live = useLive();
	const [size, setSize] = useState(firstPage);
	const [open, setOpen] = useState<string | null>(null);
	const filter = text === "" ? null : { text };
	const audit = live.watched(ReadAuditDocument, { projectId, filter, first: size, after: null }, ["COMMAND"]);
	const reading = useReading(audit);
	if (reading.kind === "loading") return <LoadingLines lines={8} label="Reading the audit" />;
	if (reading.kind === "failed") {
		return <ProblemNotice problem={reading.problem} what="The audit" onRetry={() => audit.rereadWithin(0)} />;
	}
	const list = reading.value.commands.edges.map(({ node }) => node);
	if (list.length === 0)
		return <Notice title={text === "" ? "Nobody has done anything yet" : "Nothing has these words"} />;
	return (
		<>
			{reading.problem === null ? null : <StaleStrip problem={reading.problem} />}
			<table className={styles.audit}>
				<thead>
					<tr>
						<th scope="col">when</th>
						<th scope="col">who</th>
						<th scope="col">what</th>
						<th scope="col">why</th>
						<th scope="col">project</th>
					</tr>
				</thead>
				<tbody>
					{list.flatMap((row) => [
						<tr key={row.id}>
							<td>
								<LocalTime at={row.createdAt} />
							</td>
							<td>{row.actor}</td>
							<td>
								<button
									type="button"
									className={styles.what}
									aria-expanded={open === row.id}
									onClick={() => setOpen(open === row.id ? null : row.id)}
								>
									{row.summary ?? row.kind}
								</button>
								<OnlyTask row={row} />
								{row.problem === null ? null : (
									<span className="tone-bad"> refused: {problemWords(row.problem.message)}</span>
								)}
								{row.finishedAt === null ? <span className="tone-caution"> waits for a coordinator</span> : null}
							</td>
							<td className="dim">{row.message ?? ""}</td>
							<td>
								{row.project === null ? null : <Link href={`/projects/${row.project.id}`}>{row.project.name}</Link>}
							</td>
						</tr>,
						open === row.id ? (
							<tr key={`${row.id} detail`}>
								<td colSpan={5}>
									<Detail row={row} />
								</td>
							</tr>
						) : null,
					])}
				</tbody>
			</table>
			{reading.value.commands.pageInfo.hasNextPage && size < 500 ? (
				<button type="button" className={styles.button} onClick={() => setSize(500)}>
					Show more than {plural(list.length, "entry", "entries")}
				</button>
			) : null}
		</>
	);
}

/** From what was done to one task to the task; what is said of it names it already. */
function OnlyTask({ row: { task, project } }: { row: AuditRowFragment }) {
	if (task === null || project === null) return null;
	const tile = task.tile === null ? "" : `&tile=${task.tile.id}`;
	const name = `${task.stage.name} · ${task.tile?.name ?? task.unitKey}`;
	return (
		<>
			{" "}
			<Link href={`/projects/${project.id}?stage=${task.stage.id}${tile}&task=${task.id}`} title={name}>
				show the {task.tile === null ? "task" : "tile"}
			</Link>
		</>
	);
}

function Detail({ row }: { row: AuditRowFragment }) {
	const fields = changedFields(row.before, row.after);
	return (
		<div className={styles.detail}>
			{fields.length === 0 ? null : (
				<table aria-label="Before and after">
					<thead>
						<tr>
							<th scope="col">field</th>
							<th scope="col">before</th>
							<th scope="col">after</th>
						</tr>
					</thead>
					<tbody>
						{fields.map((field) => (
							<tr key={field.name}>
								<th scope="row">{field.name}</th>
								<td>{field.before ?? "–"}</td>
								<td>{field.after ?? "–"}</td>
							</tr>
						))}
					</tbody>
				</table>
			)}
			<p className="dim">
				{row.kind}, as it was asked for: <code>{JSON.stringify(row.input)}</code>
			</p>
		</div>
	);
}
