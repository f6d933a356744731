using System.Text.Json;
using Engram.ApiContracts;
using Engram.ApiContracts.Posts;
using Engram.ApiContracts.Questions;
using Engram.ApiContracts.Recommendations;
using Engram.ApiContracts.Trainings;
using Engram.Gateway.Posts;
using Engram.Gateway.Questions;
using Engram.Gateway.Recommendations;
using Engram.Gateway.Trainings;

namespace Engram.Gateway.Events;

/// <summary>What an event is about, as it stands now.</summary>
/// <param name="Type">Kind and state, as events name them.</param>
/// <param name="Version">Which version of it this is, as events number them.</param>
/// <param name="IsFinished">Whether it has its result.</param>
/// <param name="Resource">The resource that clients see.</param>
internal sealed record EventSubject(string Type, long Version, bool IsFinished, object Resource)
{
    public Post? Post { get; private init; }

    public static EventSubject Of(Post post) =>
        new(TypeOf("post", post.State), post.LatestEdition, post.IsFinished, PostResource.Of(post)) { Post = post };

    public static EventSubject Of(Question question) =>
        new(TypeOf("question", question.State), 0, question.IsFinished, QuestionResource.Of(question));

    public static EventSubject Of(Recommendation recommendation) => new(
        TypeOf("recommendation", recommendation.State), 0, recommendation.IsFinished, RecommendationResource.Of(recommendation));

    public static EventSubject Of(Training training) =>
        new(TypeOf("training", training.State), training.Reports, training.IsFinished, TrainingResource.From(training));

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(Resource, ApiJson.Options);

    private static string TypeOf<T>(string kind, T state)
        where T : struct, Enum => $"{kind}.{state.ToString().ToLowerInvariant()}";
}
