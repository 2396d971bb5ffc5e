/** The store: a journal that is the truth, images that can be thrown away, and the file layer under both. */
package io.riskgate.core.internal.store;
