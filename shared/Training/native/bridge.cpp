// A thin C ABI over libtorch: one function an operation, no logic of its own. Every function that can fail returns 0 on success and 1 on
// failure, and then engram_last_error() holds the text (per thread, until the next failure on it).
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <dlfcn.h>
#include <torch/version.h>

#include <atomic>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <mutex>
#include <numeric>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#if TORCH_VERSION_MAJOR < 1 || (TORCH_VERSION_MAJOR == 1 && TORCH_VERSION_MINOR < 13)
#error "The bridge needs libtorch 1.13 or later."
#endif

#define API extern "C" __attribute__((visibility("default")))

using at::Tensor;
typedef Tensor* Handle;

namespace {

thread_local std::string last_error;
std::atomic<int64_t> live_tensors{0};

Handle wrap(Tensor&& tensor) {
  auto handle = new Tensor(std::move(tensor));
  live_tensors++;
  return handle;
}

template <class F>
int guard(F&& body) {
  try {
    body();
    return 0;
  } catch (const c10::Error& e) {
    last_error = e.what_without_backtrace();
  } catch (const std::exception& e) {
    last_error = e.what();
  } catch (...) {
    last_error = "libtorch failed without saying why";
  }
  return 1;
}

// A device is the index of a CUDA device, or -1 for the CPU.
c10::Device device_of(int32_t cuda_index) {
  return cuda_index < 0 ? c10::Device(c10::kCPU) : c10::Device(c10::kCUDA, static_cast<c10::DeviceIndex>(cuda_index));
}

std::vector<Tensor> tensors_of(const Handle* handles, int32_t count) {
  std::vector<Tensor> tensors;
  tensors.reserve(count);
  for (int32_t i = 0; i < count; i++) tensors.push_back(*handles[i]);
  return tensors;
}

at::ScalarType dtype_of(int32_t dtype) { return static_cast<at::ScalarType>(dtype); }

Tensor from_blob(const void* values, const int64_t* shape, int32_t dims, at::ScalarType dtype, int32_t device) {
  // from_blob borrows the caller's memory: the clone owns its own.
  return at::from_blob(const_cast<void*>(values), at::IntArrayRef(shape, dims), at::TensorOptions(dtype)).clone().to(device_of(device));
}

template <class T>
void copy_out(const Tensor& tensor, T* destination, int64_t count, at::ScalarType dtype) {
  TORCH_CHECK(tensor.numel() == count, "The buffer holds ", count, " values, the tensor ", tensor.numel());
  auto source = tensor.detach().to(c10::kCPU, dtype).contiguous();
  std::memcpy(destination, source.data_ptr(), count * sizeof(T));
}

at::Generator generator_of(int32_t device) {
  return at::globalContext().defaultGenerator(device_of(device));
}

std::string describe_libtorch() {
  auto is_for_cuda = dlopen("libtorch_cuda.so", RTLD_LAZY | RTLD_NOLOAD) != nullptr;
  auto device = !is_for_cuda ? "for the CPU" : at::hasCUDA() ? "for CUDA" : "for CUDA, without a usable GPU";
  Dl_info loaded{};
  dladdr(reinterpret_cast<const void*>(&at::globalContext), &loaded);
  return std::string("libtorch " TORCH_VERSION " ") + device + " (" + (loaded.dli_fname ? loaded.dli_fname : "path unknown") + ")";
}

}  // namespace

// The library ------------------------------------------------------------------------------------------------------------------------------

API int32_t engram_abi_version() { return 2; }
// Version, device and file of the libtorch that is loaded, for people.
API const char* engram_libtorch() {
  static const std::string text = describe_libtorch();
  return text.c_str();
}
API const char* engram_last_error() { return last_error.c_str(); }
API int64_t engram_live_tensors() { return live_tensors.load(); }
API int32_t engram_set_threads(int32_t threads) {
  return guard([&] { at::set_num_threads(threads); });
}

// Sets gradient recording of this thread and returns what it was.
API int32_t engram_set_grad_enabled(int32_t enabled) {
  auto was = c10::GradMode::is_enabled();
  c10::GradMode::set_enabled(enabled != 0);
  return was ? 1 : 0;
}

// Randomness -------------------------------------------------------------------------------------------------------------------------------

API int32_t engram_manual_seed(uint64_t seed) {
  return guard([&] { at::manual_seed(seed); });
}
API int32_t engram_rng_state(int32_t device, Handle* out) {
  return guard([&] {
    auto generator = generator_of(device);
    std::lock_guard<std::mutex> lock(generator.mutex());
    *out = wrap(generator.get_state());
  });
}
API int32_t engram_set_rng_state(int32_t device, Handle state) {
  return guard([&] {
    auto generator = generator_of(device);
    std::lock_guard<std::mutex> lock(generator.mutex());
    generator.set_state(*state);
  });
}
API int32_t engram_uniform(const int64_t* shape, int32_t dims, double low, double high, int32_t device, Handle* out) {
  return guard([&] { *out = wrap(at::empty(at::IntArrayRef(shape, dims), at::TensorOptions(at::kFloat)).uniform_(low, high).to(device_of(device))); });
}
API int32_t engram_normal(const int64_t* shape, int32_t dims, double mean, double std, int32_t device, Handle* out) {
  return guard([&] { *out = wrap(at::empty(at::IntArrayRef(shape, dims), at::TensorOptions(at::kFloat)).normal_(mean, std).to(device_of(device))); });
}

// Tensors ----------------------------------------------------------------------------------------------------------------------------------

API int32_t engram_from_float32(const float* values, const int64_t* shape, int32_t dims, int32_t device, Handle* out) {
  return guard([&] { *out = wrap(from_blob(values, shape, dims, at::kFloat, device)); });
}
API int32_t engram_from_int64(const int64_t* values, const int64_t* shape, int32_t dims, int32_t device, Handle* out) {
  return guard([&] { *out = wrap(from_blob(values, shape, dims, at::kLong, device)); });
}
API int32_t engram_from_uint8(const uint8_t* values, const int64_t* shape, int32_t dims, int32_t device, Handle* out) {
  return guard([&] { *out = wrap(from_blob(values, shape, dims, at::kByte, device)); });
}
API int32_t engram_full(const int64_t* shape, int32_t dims, double value, int32_t device, Handle* out) {
  return guard([&] { *out = wrap(at::full(at::IntArrayRef(shape, dims), value, at::TensorOptions(at::kFloat).device(device_of(device)))); });
}
API int32_t engram_free(Handle tensor) {
  delete tensor;
  live_tensors--;
  return 0;
}
API int32_t engram_dims(Handle t) { return static_cast<int32_t>(t->dim()); }
API int32_t engram_shape(Handle t, int64_t* out) {
  return guard([&] {
    auto sizes = t->sizes();
    std::copy(sizes.begin(), sizes.end(), out);
  });
}
API int32_t engram_dtype(Handle t) { return static_cast<int32_t>(t->scalar_type()); }
API int32_t engram_device(Handle t) { return t->is_cuda() ? static_cast<int32_t>(t->device().index()) : -1; }
API int32_t engram_to_device(Handle t, int32_t device, Handle* out) {
  return guard([&] { *out = wrap(t->to(device_of(device))); });
}
API int32_t engram_to_dtype(Handle t, int32_t dtype, Handle* out) {
  return guard([&] { *out = wrap(t->to(dtype_of(dtype))); });
}
API int32_t engram_copy_to_float32(Handle t, float* destination, int64_t count) {
  return guard([&] { copy_out(*t, destination, count, at::kFloat); });
}
API int32_t engram_copy_to_int64(Handle t, int64_t* destination, int64_t count) {
  return guard([&] { copy_out(*t, destination, count, at::kLong); });
}
API int32_t engram_copy_to_uint8(Handle t, uint8_t* destination, int64_t count) {
  return guard([&] { copy_out(*t, destination, count, at::kByte); });
}
API int32_t engram_item(Handle t, double* out) {
  return guard([&] { *out = t->item<double>(); });
}
API int32_t engram_detach(Handle t, Handle* out) {
  return guard([&] { *out = wrap(t->detach()); });
}
API int32_t engram_clone(Handle t, Handle* out) {
  return guard([&] { *out = wrap(t->clone()); });
}
// Writes values into a tensor in place, past autograd.
API int32_t engram_assign(Handle t, Handle values) {
  return guard([&] {
    at::NoGradGuard no_grad;
    t->copy_(*values);
  });
}

// Pointwise --------------------------------------------------------------------------------------------------------------------------------

#define UNARY(name, expression)                                      \
  API int32_t engram_##name(Handle a, Handle* out) {                 \
    return guard([&] { *out = wrap(expression); });                  \
  }
#define BINARY(name, expression)                                     \
  API int32_t engram_##name(Handle a, Handle b, Handle* out) {       \
    return guard([&] { *out = wrap(expression); });                  \
  }
#define WITH_SCALAR(name, expression)                                \
  API int32_t engram_##name(Handle a, double value, Handle* out) {   \
    return guard([&] { *out = wrap(expression); });                  \
  }

UNARY(neg, at::neg(*a))
UNARY(exp, at::exp(*a))
UNARY(log, at::log(*a))
UNARY(sqrt, at::sqrt(*a))
UNARY(square, at::square(*a))
UNARY(relu, at::relu(*a))
UNARY(sigmoid, at::sigmoid(*a))
UNARY(tanh, at::tanh(*a))
UNARY(logical_not, at::logical_not(*a))
BINARY(add, at::add(*a, *b))
BINARY(sub, at::sub(*a, *b))
BINARY(mul, at::mul(*a, *b))
BINARY(div, at::div(*a, *b))
BINARY(matmul, at::matmul(*a, *b))
BINARY(eq, at::eq(*a, *b))
WITH_SCALAR(add_scalar, at::add(*a, value))
WITH_SCALAR(mul_scalar, at::mul(*a, value))
WITH_SCALAR(eq_scalar, at::eq(*a, value))
WITH_SCALAR(gt_scalar, at::gt(*a, value))
WITH_SCALAR(clamp_min, at::clamp_min(*a, value))

API int32_t engram_masked_fill(Handle a, Handle mask, double value, Handle* out) {
  return guard([&] { *out = wrap(at::masked_fill(*a, *mask, value)); });
}
API int32_t engram_where(Handle condition, Handle a, Handle b, Handle* out) {
  return guard([&] { *out = wrap(at::where(*condition, *a, *b)); });
}
API int32_t engram_dropout(Handle a, double p, int32_t training, Handle* out) {
  return guard([&] { *out = wrap(at::dropout(*a, p, training != 0)); });
}
API int32_t engram_softmax(Handle a, int64_t dim, Handle* out) {
  return guard([&] { *out = wrap(at::softmax(*a, dim)); });
}
API int32_t engram_log_softmax(Handle a, int64_t dim, Handle* out) {
  return guard([&] { *out = wrap(at::log_softmax(*a, dim)); });
}

// Reductions -------------------------------------------------------------------------------------------------------------------------------

UNARY(sum_all, at::sum(*a))
UNARY(mean_all, at::mean(*a))

API int32_t engram_sum(Handle a, int64_t dim, int32_t keep, Handle* out) {
  return guard([&] { *out = wrap(at::sum(*a, at::IntArrayRef(&dim, 1), keep != 0)); });
}
API int32_t engram_mean(Handle a, int64_t dim, int32_t keep, Handle* out) {
  return guard([&] { *out = wrap(at::mean(*a, at::IntArrayRef(&dim, 1), keep != 0)); });
}
API int32_t engram_logsumexp(Handle a, int64_t dim, int32_t keep, Handle* out) {
  return guard([&] { *out = wrap(at::logsumexp(*a, at::IntArrayRef(&dim, 1), keep != 0)); });
}
API int32_t engram_max(Handle a, int64_t dim, int32_t keep, Handle* values, Handle* indexes) {
  return guard([&] {
    auto result = at::max(*a, dim, keep != 0);
    *values = wrap(std::move(std::get<0>(result)));
    *indexes = wrap(std::move(std::get<1>(result)));
  });
}
API int32_t engram_argmax(Handle a, int64_t dim, Handle* out) {
  return guard([&] { *out = wrap(at::argmax(*a, dim)); });
}
API int32_t engram_topk(Handle a, int64_t k, int64_t dim, Handle* values, Handle* indexes) {
  return guard([&] {
    auto result = at::topk(*a, k, dim);
    *values = wrap(std::move(std::get<0>(result)));
    *indexes = wrap(std::move(std::get<1>(result)));
  });
}

// Shape and choice -------------------------------------------------------------------------------------------------------------------------

API int32_t engram_reshape(Handle a, const int64_t* shape, int32_t dims, Handle* out) {
  return guard([&] { *out = wrap(at::reshape(*a, at::IntArrayRef(shape, dims))); });
}
API int32_t engram_expand(Handle a, const int64_t* shape, int32_t dims, Handle* out) {
  return guard([&] { *out = wrap(a->expand(at::IntArrayRef(shape, dims))); });
}
API int32_t engram_transpose(Handle a, int64_t first, int64_t second, Handle* out) {
  return guard([&] { *out = wrap(at::transpose(*a, first, second)); });
}
API int32_t engram_unsqueeze(Handle a, int64_t dim, Handle* out) {
  return guard([&] { *out = wrap(at::unsqueeze(*a, dim)); });
}
API int32_t engram_squeeze(Handle a, int64_t dim, Handle* out) {
  return guard([&] { *out = wrap(at::squeeze(*a, dim)); });
}
API int32_t engram_narrow(Handle a, int64_t dim, int64_t start, int64_t length, Handle* out) {
  return guard([&] { *out = wrap(at::narrow(*a, dim, start, length)); });
}
API int32_t engram_select(Handle a, int64_t dim, int64_t index, Handle* out) {
  return guard([&] { *out = wrap(at::select(*a, dim, index)); });
}
API int32_t engram_cat(const Handle* parts, int32_t count, int64_t dim, Handle* out) {
  return guard([&] { *out = wrap(at::cat(tensors_of(parts, count), dim)); });
}
API int32_t engram_stack(const Handle* parts, int32_t count, int64_t dim, Handle* out) {
  return guard([&] { *out = wrap(at::stack(tensors_of(parts, count), dim)); });
}
API int32_t engram_index_select(Handle a, int64_t dim, Handle index, Handle* out) {
  return guard([&] { *out = wrap(at::index_select(*a, dim, *index)); });
}
API int32_t engram_gather(Handle a, int64_t dim, Handle index, Handle* out) {
  return guard([&] { *out = wrap(at::gather(*a, dim, *index)); });
}
API int32_t engram_scatter_add(Handle a, int64_t dim, Handle index, Handle source, Handle* out) {
  return guard([&] { *out = wrap(at::scatter_add(*a, dim, *index, *source)); });
}

// Layers -----------------------------------------------------------------------------------------------------------------------------------

API int32_t engram_linear(Handle input, Handle weight, Handle bias, Handle* out) {
  return guard([&] { *out = wrap(at::linear(*input, *weight, *bias)); });
}
API int32_t engram_embedding(Handle weight, Handle indexes, int64_t padding_index, Handle* out) {
  return guard([&] { *out = wrap(at::embedding(*weight, *indexes, padding_index)); });
}
// Weighted sums of rows: [bags, words] indexes and weights -> [bags, width], without the [bags, words, width] in between.
API int32_t engram_embedding_bag(Handle weight, Handle indexes, Handle per_sample_weights, int64_t padding_index, Handle* out) {
  return guard([&] {
    auto bags = indexes->size(0);
    auto words = indexes->size(1);
    auto offsets = at::arange(0, bags * words, words, indexes->options());
    const int64_t mode_sum = 0;
    auto result = at::embedding_bag(
        *weight, indexes->reshape({-1}), offsets, false, mode_sum, false, per_sample_weights->reshape({-1}), false, padding_index);
    *out = wrap(std::move(std::get<0>(result)));
  });
}
API int32_t engram_cross_entropy(Handle logits, Handle classes, int64_t ignore_index, Handle* out) {
  return guard([&] { *out = wrap(at::cross_entropy_loss(*logits, *classes, {}, at::Reduction::Mean, ignore_index)); });
}
// input [batch, time, features], state [layers * directions, batch, hidden]; weights in torch's order: for each layer and direction
// weight_ih, weight_hh, bias_ih, bias_hh.
API int32_t engram_gru(
    Handle input, Handle state, const Handle* weights, int32_t count, int64_t layers, double dropout, int32_t training, int32_t bidirectional,
    Handle* out, Handle* last) {
  return guard([&] {
    auto result = at::gru(*input, *state, tensors_of(weights, count), true, layers, dropout, training != 0, bidirectional != 0, true);
    *out = wrap(std::move(std::get<0>(result)));
    *last = wrap(std::move(std::get<1>(result)));
  });
}
// As engram_gru, but each row ends at its length (int64 on the CPU, at least 1): the backward direction starts at the row's last word, and the
// output beyond it is 0.
API int32_t engram_gru_packed(
    Handle input, Handle lengths, Handle state, const Handle* weights, int32_t count, int64_t layers, double dropout, int32_t training,
    int32_t bidirectional, Handle* out, Handle* last) {
  return guard([&] {
    // Packing wants the longest row first.
    auto sorted = at::sort(*lengths, 0, true);
    auto order = std::get<1>(sorted).to(input->device());
    auto original_order = at::argsort(order);
    auto packed = at::_pack_padded_sequence(at::index_select(*input, 0, order), std::get<0>(sorted), true);
    auto result = at::gru(
        std::get<0>(packed), std::get<1>(packed), at::index_select(*state, 1, order), tensors_of(weights, count), true, layers, dropout,
        training != 0, bidirectional != 0);
    auto padded = at::_pad_packed_sequence(std::get<0>(result), std::get<1>(packed), true, 0.0, input->size(1));
    *out = wrap(at::index_select(std::get<0>(padded), 0, original_order));
    *last = wrap(at::index_select(std::get<1>(result), 1, original_order));
  });
}

// Learning ---------------------------------------------------------------------------------------------------------------------------------

API int32_t engram_set_requires_grad(Handle t, int32_t requires) {
  return guard([&] { t->set_requires_grad(requires != 0); });
}
API int32_t engram_requires_grad(Handle t) { return t->requires_grad() ? 1 : 0; }
API int32_t engram_backward(Handle loss) {
  return guard([&] { loss->backward(); });
}
// The gradient, or null while there is none.
API int32_t engram_grad(Handle t, Handle* out) {
  return guard([&] { *out = t->grad().defined() ? wrap(Tensor(t->grad())) : nullptr; });
}
API int32_t engram_zero_grad(const Handle* parameters, int32_t count) {
  return guard([&] {
    for (int32_t i = 0; i < count; i++) parameters[i]->mutable_grad().reset();
  });
}
// Scales all gradients together so that their norm is at most max_norm; norm is what it was. As torch.nn.utils.clip_grad_norm_.
API int32_t engram_clip_grad_norm(const Handle* parameters, int32_t count, double max_norm, double* norm) {
  return guard([&] {
    at::NoGradGuard no_grad;
    std::vector<Tensor> norms;
    for (int32_t i = 0; i < count; i++)
      if (parameters[i]->grad().defined()) norms.push_back(parameters[i]->grad().norm(2));
    *norm = norms.empty() ? 0.0 : at::stack(norms).norm(2).item<double>();
    auto scale = max_norm / (*norm + 1e-6);
    if (scale < 1.0)
      for (int32_t i = 0; i < count; i++)
        if (parameters[i]->grad().defined()) parameters[i]->mutable_grad().mul_(scale);
  });
}
// One step of Adagrad (Duchi et al. 2011) on some rows [n, width] of a table, each row with one sum of squares: what a step does not touch costs
// nothing. Rows are named once, and their sums start above 0.
API int32_t engram_adagrad_rows(Handle table, Handle squares, Handle rows, Handle gradient, double learning_rate) {
  return guard([&] {
    at::NoGradGuard no_grad;
    auto sums = squares->index_select(0, *rows).add_(gradient->square().mean(1));
    squares->index_copy_(0, *rows, sums);
    auto step = *gradient / sums.sqrt().unsqueeze(1);
    table->index_copy_(0, *rows, table->index_select(0, *rows).sub_(step, learning_rate));
  });
}

// One step of Adam (Kingma and Ba 2015, algorithm 1) on one parameter, in the order of operations of torch.optim.Adam, so that both give the
// same bits. A parameter without a gradient stays as it is.
API int32_t engram_adam_step(
    Handle parameter, Handle first_moment, Handle second_moment, int64_t step, double learning_rate, double beta1, double beta2, double epsilon,
    double weight_decay) {
  return guard([&] {
    at::NoGradGuard no_grad;
    if (!parameter->grad().defined()) return;
    auto gradient = parameter->grad();
    if (weight_decay != 0) gradient = gradient.add(*parameter, weight_decay);
    first_moment->mul_(beta1).add_(gradient, 1 - beta1);
    second_moment->mul_(beta2).addcmul_(gradient, gradient, 1 - beta2);
    auto bias_correction1 = 1 - std::pow(beta1, static_cast<double>(step));
    auto bias_correction2 = 1 - std::pow(beta2, static_cast<double>(step));
    auto denominator = (second_moment->sqrt() / std::sqrt(bias_correction2)).add_(epsilon);
    parameter->addcdiv_(*first_moment, denominator, -learning_rate / bias_correction1);
  });
}
