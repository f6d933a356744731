namespace Engram.Training.Torch;

/// <content>Layers and losses as functions.</content>
public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>input [..., in] x weight^T [out, in] (+ bias [out]) -> [..., out].</summary>
            public static Tensor linear(Tensor input, Tensor weight, Tensor? bias = null)
            {
                ArgumentNullException.ThrowIfNull(weight);
                Shape.CheckLast(nameof(linear), input, weight.shape[1]);
                if (bias is null)
                    return input.matmul(weight.transpose(0, 1));
                Shape.CheckSame("linear, bias", [weight.shape[0]], bias.shape);
                Native.Check(Native.linear(input, weight, bias, out var result));
                return result;
            }

            /// <summary>Rows of weight [words, width] at indexes: [...] -> [..., width]. The row <paramref name="padding_idx"/> gets no
            /// gradient.</summary>
            public static Tensor embedding(Tensor indexes, Tensor weight, long padding_idx = -1)
            {
                Shape.CheckIndexes(nameof(embedding), indexes);
                Native.Check(Native.embedding(weight, indexes, padding_idx, out var result));
                return result;
            }

            /// <summary>Weighted sums of rows of weight [words, width]: indexes [bags, n], weights [bags, n] -> [bags, width]. Padding adds
            /// nothing.</summary>
            public static Tensor embedding_bag(Tensor indexes, Tensor weight, Tensor per_sample_weights, long padding_idx = -1)
            {
                ArgumentNullException.ThrowIfNull(per_sample_weights);
                Shape.CheckIndexes(nameof(embedding_bag), indexes);
                if (indexes.shape.Length != 2)
                    throw new ShapeException($"embedding_bag: expected indexes [bags, n], got {Shape.Text(indexes.shape)}.");
                Shape.CheckSame("embedding_bag, weights against indexes", indexes.shape, per_sample_weights.shape);
                Native.Check(Native.embedding_bag(weight, indexes, per_sample_weights, padding_idx, out var result));
                return result;
            }

            public static Tensor relu(Tensor input) => input.relu();

            /// <summary>In training, sets elements to 0 with probability <paramref name="p"/> and scales the others by 1 / (1 -
            /// p).</summary>
            public static Tensor dropout(Tensor input, double p, bool training)
            {
                Native.Check(Native.dropout(input, p, training ? 1 : 0, out var result));
                return result;
            }

            /// <summary>Mean over a batch of -log softmax(logits)[class]: logits [batch, classes], classes int64 [batch].</summary>
            public static Tensor cross_entropy(Tensor logits, Tensor classes, long ignore_index = -100)
            {
                ArgumentNullException.ThrowIfNull(logits);
                ArgumentNullException.ThrowIfNull(classes);
                Shape.CheckIndexes(nameof(cross_entropy), classes);
                if (logits.shape.Length != 2)
                    throw new ShapeException($"cross_entropy: expected logits [batch, classes], got {Shape.Text(logits.shape)}.");
                Shape.CheckSame("cross_entropy, classes", [logits.shape[0]], classes.shape);
                Native.Check(Native.cross_entropy(logits, classes, ignore_index, out var result));
                return result;
            }

            /// <summary>Sum over all elements of -(target log sigmoid(logit) + (1 - target) log(1 - sigmoid(logit))). Both have the same
            /// shape; targets are 0 to 1.</summary>
            public static Tensor binary_cross_entropy_with_logits(Tensor logits, Tensor targets)
            {
                ArgumentNullException.ThrowIfNull(logits);
                ArgumentNullException.ThrowIfNull(targets);
                Shape.CheckSame("binary_cross_entropy_with_logits, targets", logits.shape, targets.shape);
                // x (1 - y) + m + log(exp(-m) + exp(-x - m)) with m = max(-x, 0): nothing overflows, and the gradient at 0 is right.
                var m = logits.neg().clamp_min(0);
                return logits.mul(1 - targets).add(m).add(m.neg().exp().add(logits.neg().sub(m).exp()).log()).sum();
            }

            /// <summary>Mean over a batch of -sum_c target_c log softmax(logits)_c: both [batch, classes]; a row of targets sums to
            /// 1.</summary>
            public static Tensor cross_entropy_soft(Tensor logits, Tensor targets)
            {
                ArgumentNullException.ThrowIfNull(logits);
                ArgumentNullException.ThrowIfNull(targets);
                Shape.CheckSame("cross_entropy_soft, targets", logits.shape, targets.shape);
                return targets.mul(logits.log_softmax(-1)).sum(-1).mean().neg();
            }
        }
    }
}
