/** What this process knows of itself and of the active coordinator. */
export interface SystemStatus {
	readonly coordinator: {
		/** Whether this very process is the active coordinator. */
		readonly isActive: boolean;
		readonly epoch: number;
		/** Who holds the leadership, as written in the table. */
		readonly holder: string;
		readonly activeSince: Date | null;
	};
	readonly bus: { readonly description: string; readonly isConnected: boolean };
	readonly invariantViolations: readonly InvariantViolation[];
}

export interface InvariantViolation {
	readonly name: string;
	readonly message: string;
	readonly firstSeenAt: Date;
	readonly count: number;
}
