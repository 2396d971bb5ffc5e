package io.riskgate.core.internal.engine;

import io.riskgate.core.internal.store.Alarm;
import java.io.IOException;

/** The alarm of a store in memory, whose files never fail. */
final class SilentAlarm implements Alarm {
    @Override
    public void onWriteFailed(IOException failure) {
        throw new IllegalStateException("a file in memory failed", failure);
    }

    @Override
    public void onWriteRecovered() {}
}
