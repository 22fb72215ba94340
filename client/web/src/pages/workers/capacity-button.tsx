import { useState } from "react";
import { UpdateWorkerDocument, type WorkerDetailFragment } from "../../api/generated/documents.ts";
import { useLive } from "../../live/live-context.tsx";
import { ConfirmButton } from "../../shell/confirm-button.tsx";
import { NumberField } from "../../shell/fields.tsx";
import { unitsWords } from "../../wording/number-words.ts";

/** How much a worker may take at once, less or more than it offers by itself. */
export function CapacityButton({ worker, onChanged }: { worker: WorkerDetailFragment; onChanged: () => void }) {
	const { api } = useLive();
	const [local, setLocal] = useState<number | null>(worker.localCapacity);
	const [cluster, setCluster] = useState<number | null>(worker.clusterCapacity);
	const hasCluster = worker.offeredClusterCapacity > 0 || worker.clusterCapacity > 0;
	return (
		<ConfirmButton
			label="Capacity"
			title={`Capacity of ${worker.name}`}
			confirmLabel="Set"
			onConfirm={async () => {
				// What equals the offer follows the offer again.
				const asked = (value: number | null, offered: number) => (value === offered ? null : value);
				await api.mutate(UpdateWorkerDocument, {
					input: {
						id: worker.id,
						localCapacity: asked(local, worker.offeredLocalCapacity),
						...(hasCluster ? { clusterCapacity: asked(cluster, worker.offeredClusterCapacity) } : {}),
					},
				});
				onChanged();
			}}
		>
			<NumberField
				label="Work units on this machine"
				hint={`It offers ${unitsWords(worker.offeredLocalCapacity)}; empty follows the offer. Less than what runs stops nothing.`}
				value={local}
				minimum={0}
				onChange={setLocal}
			/>
			{hasCluster ? (
				<NumberField
					label="Work units on its cluster"
					hint={`It offers ${unitsWords(worker.offeredClusterCapacity)}.`}
					value={cluster}
					minimum={0}
					onChange={setCluster}
				/>
			) : null}
		</ConfirmButton>
	);
}
