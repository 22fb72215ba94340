import { useState } from "react";
import { QuarantineWorkerDocument, ReleaseWorkerDocument } from "../../api/generated/documents.ts";
import { useLive } from "../../live/live-context.tsx";
import { ConfirmButton } from "../../shell/confirm-button.tsx";
import { CheckField, TextField } from "../../shell/fields.tsx";

/** Takes a worker (or its whole machine) out of use; what runs there goes on. */
export function QuarantineButton({
	id,
	name,
	host,
	onChanged,
}: {
	id: string;
	name: string;
	host: string;
	onChanged: () => void;
}) {
	const { api } = useLive();
	const [reason, setReason] = useState("");
	const [includesHost, setIncludesHost] = useState(false);
	return (
		<ConfirmButton
			label="Quarantine"
			title={`Quarantine ${includesHost ? host : name}?`}
			confirmLabel="Quarantine"
			onConfirm={async () => {
				const given = reason.trim() === "" ? "by hand" : reason.trim();
				await api.mutate(QuarantineWorkerDocument, { input: { id, includesHost, reason: given } });
				onChanged();
			}}
		>
			<p>It gets nothing new until a person releases it. What runs there finishes.</p>
			<TextField label="Reason" value={reason} onChange={setReason} />
			<CheckField label={`All workers of ${host}`} value={includesHost} onChange={setIncludesHost} />
		</ConfirmButton>
	);
}

export function ReleaseButton({ id, name, onChanged }: { id: string; name: string; onChanged: () => void }) {
	const { api } = useLive();
	return (
		<ConfirmButton
			label="Release"
			title={`Release ${name}?`}
			confirmLabel="Release"
			onConfirm={async () => {
				await api.mutate(ReleaseWorkerDocument, { input: { id } });
				onChanged();
			}}
		>
			It gets tasks again at once. Should it go on failing, it is put into quarantine again by itself.
		</ConfirmButton>
	);
}
