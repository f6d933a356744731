using System.Runtime.InteropServices;

[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]

namespace Engram.Training.Torch;

/// <summary>The functions of bridge.cpp under the same names. Those that can fail return 0 for success and 1 for failure: see
/// <see cref="Check"/>.</summary>
internal static partial class Native
{
    private const string Library = TorchBridge.LibraryName;

    static Native() => NativeLibrary.SetDllImportResolver(typeof(Native).Assembly, TorchBridge.Resolve);

    /// <summary>Throws with libtorch's own message if a function reports failure.</summary>
    public static void Check(int code)
    {
        if (code != 0)
            throw new TorchException(Text(last_error()));
    }

    public static string Text(nint utf8) => Marshal.PtrToStringUTF8(utf8) ?? "";

    [LibraryImport(Library, EntryPoint = "engram_last_error")]
    public static partial nint last_error();

    [LibraryImport(Library, EntryPoint = "engram_live_tensors")]
    public static partial long live_tensors();

    [LibraryImport(Library, EntryPoint = "engram_set_threads")]
    public static partial int set_threads(int threads);

    [LibraryImport(Library, EntryPoint = "engram_set_grad_enabled")]
    public static partial int set_grad_enabled(int enabled);

    [LibraryImport(Library, EntryPoint = "engram_manual_seed")]
    public static partial int manual_seed(ulong seed);

    [LibraryImport(Library, EntryPoint = "engram_rng_state")]
    public static partial int rng_state(int device, out Tensor result);

    [LibraryImport(Library, EntryPoint = "engram_set_rng_state")]
    public static partial int set_rng_state(int device, Tensor state);

    [LibraryImport(Library, EntryPoint = "engram_uniform")]
    public static partial int uniform(ReadOnlySpan<long> shape, int dims, double low, double high, int device, out Tensor result);

    [LibraryImport(Library, EntryPoint = "engram_normal")]
    public static partial int normal(ReadOnlySpan<long> shape, int dims, double mean, double std, int device, out Tensor result);

    [LibraryImport(Library, EntryPoint = "engram_from_float32")]
    public static partial int from_float32(ReadOnlySpan<float> values, ReadOnlySpan<long> shape, int dims, int device, out Tensor result);

    [LibraryImport(Library, EntryPoint = "engram_from_int64")]
    public static partial int from_int64(ReadOnlySpan<long> values, ReadOnlySpan<long> shape, int dims, int device, out Tensor result);

    [LibraryImport(Library, EntryPoint = "engram_from_uint8")]
    public static partial int from_uint8(ReadOnlySpan<byte> values, ReadOnlySpan<long> shape, int dims, int device, out Tensor result);

    [LibraryImport(Library, EntryPoint = "engram_full")]
    public static partial int full(ReadOnlySpan<long> shape, int dims, double value, int device, out Tensor result);

    [LibraryImport(Library, EntryPoint = "engram_free")]
    public static partial int free(nint tensor);

    [LibraryImport(Library, EntryPoint = "engram_dims")]
    public static partial int dims(Tensor t);

    [LibraryImport(Library, EntryPoint = "engram_shape")]
    public static partial int shape(Tensor t, Span<long> result);

    [LibraryImport(Library, EntryPoint = "engram_dtype")]
    public static partial int dtype(Tensor t);

    [LibraryImport(Library, EntryPoint = "engram_device")]
    public static partial int device(Tensor t);

    [LibraryImport(Library, EntryPoint = "engram_to_device")]
    public static partial int to_device(Tensor t, int device, out Tensor result);

    [LibraryImport(Library, EntryPoint = "engram_to_dtype")]
    public static partial int to_dtype(Tensor t, int dtype, out Tensor result);

    [LibraryImport(Library, EntryPoint = "engram_copy_to_float32")]
    public static partial int copy_to_float32(Tensor t, Span<float> destination, long count);

    [LibraryImport(Library, EntryPoint = "engram_copy_to_int64")]
    public static partial int copy_to_int64(Tensor t, Span<long> destination, long count);

    [LibraryImport(Library, EntryPoint = "engram_copy_to_uint8")]
    public static partial int copy_to_uint8(Tensor t, Span<byte> destination, long count);

    [LibraryImport(Library, EntryPoint = "engram_item")]
    public static partial int item(Tensor t, out double result);

    [LibraryImport(Library, EntryPoint = "engram_detach")]
    public static partial int detach(Tensor t, out Tensor result);

    [LibraryImport(Library, EntryPoint = "engram_clone")]
    public static partial int clone(Tensor t, out Tensor result);

    [LibraryImport(Library, EntryPoint = "engram_assign")]
    public static partial int assign(Tensor t, Tensor values);

    [LibraryImport(Library, EntryPoint = "engram_masked_fill")]
    public static partial int masked_fill(Tensor a, Tensor mask, double value, out Tensor result);

    [LibraryImport(Library, EntryPoint = "engram_where")]
    public static partial int where(Tensor condition, Tensor a, Tensor b, out Tensor result);

    [LibraryImport(Library, EntryPoint = "engram_dropout")]
    public static partial int dropout(Tensor a, double p, int training, out Tensor result);

    [LibraryImport(Library, EntryPoint = "engram_softmax")]
    public static partial int softmax(Tensor a, long dim, out Tensor result);

    [LibraryImport(Library, EntryPoint = "engram_log_softmax")]
    public static partial int log_softmax(Tensor a, long dim, out Tensor result);

    [LibraryImport(Library, EntryPoint = "engram_sum")]
    public static partial int sum(Tensor a, long dim, int keep, out Tensor result);

    [LibraryImport(Library, EntryPoint = "engram_mean")]
    public static partial int mean(Tensor a, long dim, int keep, out Tensor result);

    [LibraryImport(Library, EntryPoint = "engram_logsumexp")]
    public static partial int logsumexp(Tensor a, long dim, int keep, out Tensor result);

    [LibraryImport(Library, EntryPoint = "engram_max")]
    public static partial int max(Tensor a, long dim, int keep, out Tensor values, out Tensor indexes);

    [LibraryImport(Library, EntryPoint = "engram_argmax")]
    public static partial int argmax(Tensor a, long dim, out Tensor result);

    [LibraryImport(Library, EntryPoint = "engram_topk")]
    public static partial int topk(Tensor a, long k, long dim, out Tensor values, out Tensor indexes);

    [LibraryImport(Library, EntryPoint = "engram_reshape")]
    public static partial int reshape(Tensor a, ReadOnlySpan<long> shape, int dims, out Tensor result);

    [LibraryImport(Library, EntryPoint = "engram_expand")]
    public static partial int expand(Tensor a, ReadOnlySpan<long> shape, int dims, out Tensor result);

    [LibraryImport(Library, EntryPoint = "engram_transpose")]
    public static partial int transpose(Tensor a, long first, long second, out Tensor result);

    [LibraryImport(Library, EntryPoint = "engram_unsqueeze")]
    public static partial int unsqueeze(Tensor a, long dim, out Tensor result);

    [LibraryImport(Library, EntryPoint = "engram_squeeze")]
    public static partial int squeeze(Tensor a, long dim, out Tensor result);

    [LibraryImport(Library, EntryPoint = "engram_narrow")]
    public static partial int narrow(Tensor a, long dim, long start, long length, out Tensor result);

    [LibraryImport(Library, EntryPoint = "engram_select")]
    public static partial int select(Tensor a, long dim, long index, out Tensor result);

    [LibraryImport(Library, EntryPoint = "engram_cat")]
    public static partial int cat(ReadOnlySpan<nint> parts, int count, long dim, out Tensor result);

    [LibraryImport(Library, EntryPoint = "engram_stack")]
    public static partial int stack(ReadOnlySpan<nint> parts, int count, long dim, out Tensor result);

    [LibraryImport(Library, EntryPoint = "engram_index_select")]
    public static partial int index_select(Tensor a, long dim, Tensor index, out Tensor result);

    [LibraryImport(Library, EntryPoint = "engram_gather")]
    public static partial int gather(Tensor a, long dim, Tensor index, out Tensor result);

    [LibraryImport(Library, EntryPoint = "engram_scatter_add")]
    public static partial int scatter_add(Tensor a, long dim, Tensor index, Tensor source, out Tensor result);

    [LibraryImport(Library, EntryPoint = "engram_linear")]
    public static partial int linear(Tensor input, Tensor weight, Tensor bias, out Tensor result);

    [LibraryImport(Library, EntryPoint = "engram_embedding")]
    public static partial int embedding(Tensor weight, Tensor indexes, long paddingIndex, out Tensor result);

    [LibraryImport(Library, EntryPoint = "engram_embedding_bag")]
    public static partial int embedding_bag(Tensor weight, Tensor indexes, Tensor perSampleWeights, long paddingIndex, out Tensor result);

    [LibraryImport(Library, EntryPoint = "engram_cross_entropy")]
    public static partial int cross_entropy(Tensor logits, Tensor classes, long ignoreIndex, out Tensor result);

    [LibraryImport(Library, EntryPoint = "engram_gru")]
    public static partial int gru(Tensor input, Tensor state, ReadOnlySpan<nint> weights, int count, long layers, double dropout,
        int training, int bidirectional, out Tensor result, out Tensor last);

    [LibraryImport(Library, EntryPoint = "engram_gru_packed")]
    public static partial int gru_packed(Tensor input, Tensor lengths, Tensor state, ReadOnlySpan<nint> weights, int count, long layers,
        double dropout, int training, int bidirectional, out Tensor result, out Tensor last);

    [LibraryImport(Library, EntryPoint = "engram_set_requires_grad")]
    public static partial int set_requires_grad(Tensor t, int required);

    [LibraryImport(Library, EntryPoint = "engram_requires_grad")]
    public static partial int requires_grad(Tensor t);

    [LibraryImport(Library, EntryPoint = "engram_backward")]
    public static partial int backward(Tensor loss);

    [LibraryImport(Library, EntryPoint = "engram_grad")]
    public static partial int grad(Tensor t, out Tensor result);

    [LibraryImport(Library, EntryPoint = "engram_zero_grad")]
    public static partial int zero_grad(ReadOnlySpan<nint> parameters, int count);

    [LibraryImport(Library, EntryPoint = "engram_clip_grad_norm")]
    public static partial int clip_grad_norm(ReadOnlySpan<nint> parameters, int count, double maxNorm, out double norm);

    [LibraryImport(Library, EntryPoint = "engram_adagrad_rows")]
    public static partial int adagrad_rows(Tensor table, Tensor squares, Tensor rows, Tensor gradient, double learningRate);

    [LibraryImport(Library, EntryPoint = "engram_adam_step")]
    public static partial int adam_step(Tensor parameter, Tensor firstMoment, Tensor secondMoment, long step, double learningRate,
        double beta1, double beta2, double epsilon, double weightDecay);

    [LibraryImport(Library, EntryPoint = "engram_neg")]
    public static partial int neg(Tensor a, out Tensor result);

    [LibraryImport(Library, EntryPoint = "engram_exp")]
    public static partial int exp(Tensor a, out Tensor result);

    [LibraryImport(Library, EntryPoint = "engram_log")]
    public static partial int log(Tensor a, out Tensor result);

    [LibraryImport(Library, EntryPoint = "engram_sqrt")]
    public static partial int sqrt(Tensor a, out Tensor result);

    [LibraryImport(Library, EntryPoint = "engram_square")]
    public static partial int square(Tensor a, out Tensor result);

    [LibraryImport(Library, EntryPoint = "engram_relu")]
    public static partial int relu(Tensor a, out Tensor result);

    [LibraryImport(Library, EntryPoint = "engram_sigmoid")]
    public static partial int sigmoid(Tensor a, out Tensor result);

    [LibraryImport(Library, EntryPoint = "engram_tanh")]
    public static partial int tanh(Tensor a, out Tensor result);

    [LibraryImport(Library, EntryPoint = "engram_logical_not")]
    public static partial int logical_not(Tensor a, out Tensor result);

    [LibraryImport(Library, EntryPoint = "engram_sum_all")]
    public static partial int sum_all(Tensor a, out Tensor result);

    [LibraryImport(Library, EntryPoint = "engram_mean_all")]
    public static partial int mean_all(Tensor a, out Tensor result);

    [LibraryImport(Library, EntryPoint = "engram_add")]
    public static partial int add(Tensor a, Tensor b, out Tensor result);

    [LibraryImport(Library, EntryPoint = "engram_sub")]
    public static partial int sub(Tensor a, Tensor b, out Tensor result);

    [LibraryImport(Library, EntryPoint = "engram_mul")]
    public static partial int mul(Tensor a, Tensor b, out Tensor result);

    [LibraryImport(Library, EntryPoint = "engram_div")]
    public static partial int div(Tensor a, Tensor b, out Tensor result);

    [LibraryImport(Library, EntryPoint = "engram_matmul")]
    public static partial int matmul(Tensor a, Tensor b, out Tensor result);

    [LibraryImport(Library, EntryPoint = "engram_eq")]
    public static partial int eq(Tensor a, Tensor b, out Tensor result);

    [LibraryImport(Library, EntryPoint = "engram_add_scalar")]
    public static partial int add_scalar(Tensor a, double value, out Tensor result);

    [LibraryImport(Library, EntryPoint = "engram_mul_scalar")]
    public static partial int mul_scalar(Tensor a, double value, out Tensor result);

    [LibraryImport(Library, EntryPoint = "engram_eq_scalar")]
    public static partial int eq_scalar(Tensor a, double value, out Tensor result);

    [LibraryImport(Library, EntryPoint = "engram_gt_scalar")]
    public static partial int gt_scalar(Tensor a, double value, out Tensor result);

    [LibraryImport(Library, EntryPoint = "engram_clamp_min")]
    public static partial int clamp_min(Tensor a, double value, out Tensor result);
}
