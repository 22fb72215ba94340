import { ReadTaskDocument } from "../../../api/generated/documents.ts";
import { useLive, useReading } from "../../../live/live-context.tsx";
import { LoadingLines } from "../../../shell/notice.tsx";
import { Panel } from "../../../shell/panel.tsx";
import { Sentence } from "../../../shell/time-text.tsx";
import { StateWord } from "../../../states/state-mark.tsx";
import { plural } from "../../../wording/number-words.ts";
import { unitWords } from "../../../wording/unit-words.ts";
import { useSelection } from "../use-selection.ts";
import styles from "./inspector.module.css";
import { CloseButton } from "./stage-panel.tsx";
import { TaskDetail } from "./task-detail.tsx";

/** A task without a tile of its own: a group, or everything. */
export function GroupTaskPanel({ projectId, taskId }: { projectId: string; taskId: string }) {
	const live = useLive();
	const { select } = useSelection();
	const reading = useReading(live.detail(projectId, ReadTaskDocument, { id: taskId }, { taskId }));
	const task = reading.kind === "ready" ? reading.value.task : null;
	return (
		<Panel title="Task" className={styles.panel} aside={<CloseButton onClick={() => select({ kind: "cleared" })} />}>
			{reading.kind === "loading" ? <LoadingLines label="Reading the task" /> : null}
			{task === null ? null : (
				<>
					<h3 className={styles.name}>
						{task.stage.name} · {task.tile?.name ?? unitWords(task.unit)}
					</h3>
					<div className={styles.head}>
						<StateWord state={task.state} />
						<p>
							<Sentence text={task.reason} />
						</p>
						<p className="dim">
							{plural(task.inputCount, "input")}
							{task.unmetInputs > 0 ? `, ${task.unmetInputs} of them not there yet` : ""}
							{task.isOpen ? "; more may come" : ""}
						</p>
					</div>
				</>
			)}
			<TaskDetail projectId={projectId} taskId={taskId} />
		</Panel>
	);
}
