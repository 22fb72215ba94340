import { useState } from "react";
import { Link } from "wouter";
import { UpdateWorkerDocument, type WorkerDetailFragment } from "../../api/generated/documents.ts";
import { useLive, useServerNow } from "../../live/live-context.tsx";
import { ConfirmButton } from "../../shell/confirm-button.tsx";
import { CheckField, TextField } from "../../shell/fields.tsx";
import { Ago, LocalTime } from "../../shell/time-text.tsx";
import { plural, sizeWords, unitsWords } from "../../wording/number-words.ts";
import { durationWords } from "../../wording/time-words.ts";
import { CapacityButton } from "./capacity-button.tsx";
import { ClusterJobs } from "./cluster-jobs.tsx";
import { QuarantineButton, ReleaseButton } from "./quarantine-buttons.tsx";
import { useSilence } from "./use-silence.ts";
import { endedWords, inUseWords, workerLook } from "./worker-words-model.ts";
import styles from "./workers.module.css";

const shownAttempts = 20;

export function WorkerCard({ worker, onChanged }: { worker: WorkerDetailFragment; onChanged: () => void }) {
	const look = workerLook(worker, useSilence(worker));
	const ended = endedWords(worker);
	const isHere = worker.state !== "UNAVAILABLE";
	const isOut = worker.quarantinedAt !== null || worker.isHostQuarantined;
	return (
		<li className={styles.card} data-testid={`worker-${worker.name}`}>
			<header>
				<h2>{worker.name}</h2>
				<span className={`tone-${look.tone}`} title={look.meaning}>
					{look.word}
				</span>
				{isOut ? <span className={styles.out}>in quarantine</span> : null}
				<span className="dim">on {worker.host}</span>
				<span className={styles.buttons}>
					<CapacityButton
						// What somebody else has set is what the form begins with.
						key={`${worker.localCapacity} ${worker.clusterCapacity}`}
						worker={worker}
						onChanged={onChanged}
					/>
					<PauseButton worker={worker} onChanged={onChanged} />
					{isOut ? (
						<ReleaseButton id={worker.id} name={worker.name} onChanged={onChanged} />
					) : (
						<QuarantineButton id={worker.id} name={worker.name} host={worker.host} onChanged={onChanged} />
					)}
				</span>
			</header>
			{isOut ? (
				<p className={styles.warning}>
					In quarantine{worker.isHostQuarantined ? " with its whole machine" : ""}
					{worker.quarantineReason === null ? "" : `: ${worker.quarantineReason}`}.{" "}
					{worker.nextProbeAt === null ? (
						"Only a person lets it out."
					) : (
						<>
							It is tried with one task at <LocalTime at={worker.nextProbeAt} />.
						</>
					)}
				</p>
			) : null}
			{worker.isPaused ? (
				<p className={styles.warning}>
					Paused{worker.pauseReason === null ? "" : `: ${worker.pauseReason}`}.{" "}
					{worker.runningAttempts.length === 0 && worker.localLoad + worker.clusterLoad === 0
						? "Nothing runs any more."
						: "What runs will finish."}
				</p>
			) : null}
			<div className={styles.facts}>
				{isHere ? (
					<Load
						words="this machine"
						load={worker.localLoad}
						capacity={worker.localCapacity}
						offered={worker.offeredLocalCapacity}
					/>
				) : null}
				{!isHere || (worker.offeredClusterCapacity === 0 && worker.clusterCapacity === 0) ? null : (
					<Load
						words="cluster"
						load={worker.clusterLoad}
						capacity={worker.clusterCapacity}
						offered={worker.offeredClusterCapacity}
					/>
				)}
				<span className="dim" hidden={!isHere}>
					CPU {worker.cpuPercent === null ? "–" : `${Math.round(worker.cpuPercent)} %`} ·{" "}
					{worker.freeMemoryMb === null ? "–" : sizeWords(worker.freeMemoryMb * 1_048_576)} memory free
				</span>
				<span className="dim">
					heard <Ago at={worker.lastSeenAt} />
				</span>
			</div>
			{worker.runningAttempts.length === 0 ? (
				!isHere || ended !== null ? null : (
					<p className="dim">Nothing runs here.</p>
				)
			) : (
				<Running worker={worker} />
			)}
			{ended === null ? null : <p className="dim">{ended}</p>}
			{worker.offeredClusterCapacity === 0 && worker.clusterJobs.length === 0 ? null : <ClusterJobs worker={worker} />}
		</li>
	);
}

function Load({ words, load, capacity, offered }: { words: string; load: number; capacity: number; offered: number }) {
	const percent = capacity === 0 ? 0 : Math.min(100, (100 * load) / capacity);
	return (
		<span className={styles.load}>
			<span
				className={styles.loadBar}
				role="img"
				aria-label={`${unitsWords(load)} of ${unitsWords(capacity)} work units`}
			>
				<span style={{ width: `${percent}%` }} />
			</span>
			<span>
				<b>{unitsWords(load)}</b> of {unitsWords(capacity)} work units{" "}
				<small className="dim">
					{words}
					{offered === capacity ? "" : `, offers ${unitsWords(offered)}`}
				</small>
			</span>
		</span>
	);
}

function Running({ worker }: { worker: WorkerDetailFragment }) {
	const now = useServerNow();
	const shown = worker.runningAttempts.slice(0, shownAttempts);
	return (
		<>
			<ul className={styles.running} aria-label={`What runs on ${worker.name}`}>
				{shown.map((attempt) => {
					const { task } = attempt;
					const tile = task.tile === null ? "" : `&tile=${task.tile.id}`;
					return (
						<li key={attempt.id}>
							<Link href={`/projects/${task.project.id}?stage=${task.stage.id}${tile}&task=${task.id}`}>
								{task.stage.name} · {task.tile?.name ?? task.unitKey}
							</Link>{" "}
							<span className="dim">
								{task.project.name} ·{" "}
								{durationWords(Math.max(0, now - Date.parse(attempt.startedAt ?? attempt.dispatchedAt)))}
								{attempt.number > 1 ? ` · try ${attempt.number}` : ""}
							</span>
						</li>
					);
				})}
			</ul>
			{worker.runningAttempts.length > shown.length ? (
				<p className="dim">and {plural(worker.runningAttempts.length - shown.length, "more program")}.</p>
			) : null}
		</>
	);
}

function PauseButton({ worker, onChanged }: { worker: WorkerDetailFragment; onChanged: () => void }) {
	const { api } = useLive();
	const [reason, setReason] = useState("");
	const [stopRunning, setStopRunning] = useState(false);
	if (worker.isPaused) {
		return (
			<ConfirmButton
				label="Resume"
				title={`Resume ${worker.name}?`}
				confirmLabel="Resume"
				onConfirm={async () => {
					await api.mutate(UpdateWorkerDocument, { input: { id: worker.id, isPaused: false } });
					onChanged();
				}}
			>
				It gets tasks again at once.
			</ConfirmButton>
		);
	}
	return (
		<ConfirmButton
			label="Pause"
			title={`Pause ${worker.name}?`}
			confirmLabel={stopRunning ? "Pause and stop" : "Pause"}
			onConfirm={async () => {
				const why = reason.trim() === "" ? {} : { reason: reason.trim() };
				await api.mutate(UpdateWorkerDocument, { input: { id: worker.id, isPaused: true, stopRunning, ...why } });
				onChanged();
			}}
		>
			<p>
				It gets nothing new.{" "}
				{stopRunning
					? `What runs there (${inUseWords(worker)}) is stopped now and runs elsewhere or later; this costs no retry.`
					: `What runs there (${inUseWords(worker)}) will finish and be recorded.`}
			</p>
			<TextField label="Reason" value={reason} onChange={setReason} />
			<CheckField label="Stop what runs there now" value={stopRunning} onChange={setStopRunning} />
		</ConfirmButton>
	);
}
