package io.riskgate.broker.paper.internal;

import io.riskgate.api.broker.BrokerMode;
import io.riskgate.api.rule.Settings;
import io.riskgate.api.rule.SettingsRefused;
import java.util.HashMap;
import java.util.Map;

/**
 * What {@code riskgate.broker.paper} says.
 *
 * @param mode how commands are answered until a recording says otherwise
 * @param stream whether the broker tells what happens in its book
 */
record PaperSettings(BrokerMode mode, Stream stream) {
    /** Whether the broker tells what happens in its book. */
    enum Stream {
        /** It tells. */
        FLOWS,
        /** It tells nothing; reads show what happened. */
        SILENT
    }

    /**
     * Reads them.
     *
     * @throws SettingsRefused if a key or a value is not known
     */
    static PaperSettings of(Map<String, Object> properties) {
        Map<String, String> values = new HashMap<>();
        properties.forEach((key, value) -> values.put(key, String.valueOf(value)));
        Settings settings = Settings.of(values);
        BrokerMode mode = settings.choice("mode", BrokerMode.class).orElse(BrokerMode.SILENT);
        Stream stream = settings.choice("stream", Stream.class).orElse(Stream.FLOWS);
        settings.unknownKeys().stream().findFirst().ifPresent(key -> {
            throw new SettingsRefused(key, "no such key", values.get(key));
        });
        return new PaperSettings(mode, stream);
    }
}
