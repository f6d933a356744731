using Engram.Inference.ModelHosting;
using Engram.ModelStore;
using Microsoft.Extensions.Options;

namespace Engram.Inference.Questions;

/// <summary>Models of one type that answer questions.</summary>
public sealed class QuestionModels<TModel>(
    HotSwapModel<TModel> standard,
    Func<string, HotSwapModel<TModel>> slotOf,
    QuestionModelKinds<TModel> kinds,
    ModelRepository repository,
    PromotionFollower follower,
    IOptions<QuestionOptions> questions,
    IOptions<InferenceOptions> options,
    TimeProvider time)
    : NamedModels<TModel>(
        standard, slotOf,
        new ModelSort(
            kinds.Names, "answer questions", questions.Value.MaxOtherModels,
            $"{QuestionOptions.SectionName}:{nameof(QuestionOptions.MaxOtherModels)}"),
        repository, follower, options, time)
    where TModel : class, IServedModel
{
    /// <summary>Name of the default model.</summary>
    public string Default { get; } = standard.Name;
}

/// <summary>The package kinds of one type of question model.</summary>
public sealed record QuestionModelKinds<TModel>(IReadOnlyList<string> Names);
