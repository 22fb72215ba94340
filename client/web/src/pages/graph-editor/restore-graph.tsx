import { useEffect, useState } from "react";
import { type ApiProblem, asApiProblem } from "../../api/api-problem.ts";
import {
	type EditPolicyInput,
	type PreviewFragment,
	PreviewRestoreDocument,
	RestoreGraphDocument,
} from "../../api/generated/documents.ts";
import { useLive, useReading } from "../../live/live-context.tsx";
import { LoadingLines } from "../../shell/notice.tsx";
import { Problem } from "../../shell/problem.tsx";
import type { EditorStage } from "./draft.ts";
import { FigureList } from "./figure-list.tsx";
import { appliedWords, costWords } from "./figures-words.ts";
import styles from "./history-panel.module.css";
import { policyChoices } from "./policy-choices-model.ts";
import { PolicyForm } from "./policy-form.tsx";

/** What going back to an older graph would do, what is to become of results, and the button that does it. */
export function RestoreGraph({
	projectId,
	stages,
	graphVersion,
	version,
	label,
	onClose,
	onRestored,
}: {
	projectId: string;
	/** As they are. */
	stages: readonly EditorStage[];
	graphVersion: number;
	/** Which one becomes the newest again. */
	version: number;
	label: string;
	onClose: () => void;
	onRestored: (version: number, summary: string) => void;
}) {
	const live = useLive();
	const [policy, setPolicy] = useState<EditPolicyInput>({ rerun: "NOTHING" });
	const preview = live.detail(projectId, PreviewRestoreDocument, {
		projectId,
		expectedGraphVersion: graphVersion,
		version,
		policy,
	});
	const reading = useReading(preview);
	const answered = reading.kind === "ready" ? reading.value.previewRestoreGraph : null;
	/** The last answer stays in sight while another policy is counted. */
	const [last, setLast] = useState<PreviewFragment | null>(null);
	useEffect(() => {
		if (answered !== null) setLast(answered);
	}, [answered]);
	const seen = answered ?? last;
	const cost = seen === null || seen.totals.tasksToAdd + seen.totals.tasksToRerun === 0 ? null : costWords(seen.totals);
	const [isBusy, setIsBusy] = useState(false);
	const [problem, setProblem] = useState<ApiProblem | null>(null);
	const restore = async () => {
		setIsBusy(true);
		setProblem(null);
		try {
			const input = { projectId, expectedGraphVersion: graphVersion, version, policy };
			const { restoreGraph } = await live.api.mutate(RestoreGraphDocument, { input });
			onRestored(restoreGraph.graphVersion, appliedWords(restoreGraph));
			onClose();
		} catch (error) {
			setProblem(asApiProblem(error));
		} finally {
			setIsBusy(false);
		}
	};
	const shown = problem ?? (reading.kind === "failed" ? reading.problem : null);
	return (
		<section className={styles.restore} aria-label={label} aria-busy={answered === null} data-testid="restore">
			{reading.kind === "loading" && seen === null ? (
				<LoadingLines lines={2} label="Counting what it would do" />
			) : null}
			{seen === null ? null : (
				<>
					<p>What changes: {seen.summary}</p>
					<FigureList figures={seen.totals} nothing="no task changes">
						{cost === null ? null : <li>{cost}</li>}
					</FigureList>
					<PolicyForm choices={policyChoices(seen, stages, policy)} policy={policy} onPolicy={setPolicy} />
				</>
			)}
			<Problem problem={shown} isBoxed />
			<div className={styles.buttons}>
				<button type="button" className={styles.link} onClick={onClose}>
					leave it
				</button>
				<button type="button" className={styles.button} disabled={isBusy || answered === null} onClick={restore}>
					{label}
				</button>
			</div>
		</section>
	);
}
