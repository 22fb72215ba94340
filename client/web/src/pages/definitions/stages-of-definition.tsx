import { type ReactNode, useState } from "react";
import { Link } from "wouter";
import {
	ApplyGraphEditDocument,
	type GraphEditInput,
	type ReadDefinitionResult,
} from "../../api/generated/documents.ts";
import { useLive } from "../../live/live-context.tsx";
import { stateCounts } from "../../live/live-store-model.ts";
import { ConfirmButton } from "../../shell/confirm-button.tsx";
import { CheckField } from "../../shell/fields.tsx";
import { plural } from "../../wording/number-words.ts";
import { problemWords } from "../../wording/problem-words.ts";
import { FigureList } from "../graph-editor/figure-list.tsx";
import { costWords, failedStayWords } from "../graph-editor/figures-words.ts";
import { type AskedEdit, useEditPreview } from "../graph-editor/use-edit-preview.ts";
import styles from "./definitions.module.css";

type Definition = NonNullable<ReadDefinitionResult["taskDefinition"]>;
type UsingStage = Definition["stages"][number];

/** Which stages run it, which of them are behind, and upgrading them, previewed. */
export function StagesOfDefinition({
	definition,
	onChanged,
	children,
}: {
	definition: Definition;
	onChanged: () => void;
	/** The way to have one more. */
	children: ReactNode;
}) {
	const stages = definition.stages;
	return (
		<section className={styles.part} aria-label="Stages that run it">
			<h2>Stages that run it</h2>
			{stages.length === 0 ? <p className="dim">None.</p> : null}
			{children}
			{stages.length === 0 ? null : (
				<table className={styles.table}>
					<thead>
						<tr>
							<th scope="col">stage</th>
							<th scope="col">project</th>
							<th scope="col">version</th>
							<th scope="col">
								<span className={styles.spoken}>upgrade</span>
							</th>
						</tr>
					</thead>
					<tbody>
						{stages.map((stage) => (
							<StageRow key={stage.id} stage={stage} newest={definition.version} onChanged={onChanged} />
						))}
					</tbody>
				</table>
			)}
		</section>
	);
}

function StageRow({ stage, newest, onChanged }: { stage: UsingStage; newest: number; onChanged: () => void }) {
	const behind = stage.definitionVersion === null ? null : newest - stage.definitionVersion;
	return (
		<tr>
			<th scope="row">
				<Link href={`/projects/${stage.project.id}?view=graph&stage=${stage.id}`}>{stage.name}</Link>
			</th>
			<td>{stage.project.name}</td>
			<td>
				{behind === null ? "–" : newest - behind}
				{behind === null || behind === 0 ? (
					<span className="dim"> the newest</span>
				) : (
					<span className="tone-caution"> {plural(behind, "version")} behind</span>
				)}
			</td>
			<td>
				{behind === null || behind === 0 ? null : <Upgrade stage={stage} newest={newest} onChanged={onChanged} />}
			</td>
		</tr>
	);
}

function Upgrade({ stage, newest, onChanged }: { stage: UsingStage; newest: number; onChanged: () => void }) {
	const { api } = useLive();
	const [isRerun, setIsRerun] = useState(false);
	const edits: readonly GraphEditInput[] = [{ changeStage: { stage: { id: stage.id }, definitionVersion: newest } }];
	const policy = { rerun: isRerun ? ("STALE" as const) : ("NOTHING" as const) };
	const asked: AskedEdit = {
		projectId: stage.project.id,
		expectedGraphVersion: stage.project.graphVersion,
		edits,
		policy,
	};
	return (
		<ConfirmButton
			label={`Upgrade to ${newest}`}
			title={`Upgrade ${stage.name} to version ${newest}?`}
			confirmLabel="Upgrade"
			onConfirm={async () => {
				await api.mutate(ApplyGraphEditDocument, {
					input: { ...asked, message: `Upgraded to version ${newest} of its definition` },
				});
				onChanged();
			}}
		>
			<UpgradePreview asked={asked} failed={stateCounts(stage.counts).FAILED} />
			<CheckField label="Run again what becomes stale" value={isRerun} onChange={setIsRerun} />
		</ConfirmButton>
	);
}

function UpgradePreview({ asked, failed }: { asked: AskedEdit; failed: number }) {
	const { preview, problem, isAsking, askAgain } = useEditPreview(asked);
	if (problem !== null) {
		return (
			<p className="tone-bad" role="alert" aria-busy={isAsking}>
				{problemWords(problem.message)}{" "}
				<button type="button" className={styles.link} onClick={askAgain}>
					Ask again
				</button>
			</p>
		);
	}
	if (preview === null) return <p className="dim">Counting …</p>;
	const cost = costWords(preview.totals);
	return (
		<div aria-busy={isAsking}>
			<FigureList figures={preview.totals} nothing="no task changes">
				{cost === null || preview.totals.tasksToRerun === 0 ? null : <li>{cost}</li>}
				{failed === 0 ? null : <li className="tone-caution">{failedStayWords(failed)}</li>}
			</FigureList>
		</div>
	);
}
