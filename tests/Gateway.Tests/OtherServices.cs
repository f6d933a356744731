using System.Collections.Concurrent;
using Engram.Contracts;
using Engram.Contracts.Images;
using Engram.Contracts.Keyphrases;
using Engram.Contracts.Memories;
using Engram.Contracts.Models;
using Engram.Contracts.Questions;
using Engram.Contracts.Recommendations;
using Engram.Messaging.Bus;
using MassTransit;

namespace Engram.Gateway.Tests;

/// <summary>Plays the other services: records the messages of the gateway and replies as the test configures it. By default it does
/// not reply.</summary>
public sealed class OtherServices
{
    public ConcurrentQueue<object> Heard { get; } = [];

    public Func<ImageReceived, IEnumerable<object>> ReadPicture { get; set; } = _ => [];

    public Func<PredictKeyphrases, IEnumerable<object>> Predict { get; set; } = _ => [];

    public Func<RecallNeighbours, IEnumerable<object>> Recall { get; set; } = _ => [];

    public Func<QuestionAsked, IEnumerable<object>> Ask { get; set; } = _ => [];

    public Func<ReadStory, IEnumerable<object>> Read { get; set; } = _ => [];

    public Func<RecommendItems, IEnumerable<object>> Recommend { get; set; } = _ => [];

    public Func<StoreMemories, IEnumerable<object>> Store { get; set; } = _ => [];

    public Func<WithdrawMemories, IEnumerable<object>> Withdraw { get; set; } = _ => [];

    /// <summary>The reply to a <see cref="ListFacts"/>; null sends no reply.</summary>
    public Func<ListFacts, FactsListed?> List { get; set; } = _ => null;

    public Func<DeleteMemorySet, IEnumerable<object>> Forget { get; set; } = _ => [];

    public Func<TrainModel, IEnumerable<object>> Train { get; set; } = _ => [];

    public Func<CancelTraining, IEnumerable<object>> Cancel { get; set; } = _ => [];

    /// <summary>The reply to a <see cref="ListModels"/>; null sends no reply.</summary>
    public Func<ModelsListed?> Packages { get; set; } = () => null;

    /// <summary>The reply to a <see cref="PromoteModel"/>; null sends no reply.</summary>
    public Func<PromoteModel, PromotionAnswered?> Promote { get; set; } = _ => null;

    /// <summary>Waits for at least <paramref name="count"/> messages of one type, and returns them.</summary>
    public async Task<IReadOnlyList<T>> HearAsync<T>(int count)
    {
        while (true)
        {
            var heard = Heard.OfType<T>().ToList();
            if (heard.Count >= count)
                return heard;
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}

public sealed class OtherServicesConsumer(OtherServices others)
    : IConsumer<ImageReceived>, IConsumer<PredictKeyphrases>, IConsumer<RecallNeighbours>, IConsumer<QuestionAsked>, IConsumer<ReadStory>,
        IConsumer<StoreMemories>, IConsumer<WithdrawMemories>, IConsumer<ListFacts>,
        IConsumer<DeleteMemorySet>, IConsumer<RememberPost>, IConsumer<ForgetPost>, IConsumer<TrainModel>, IConsumer<CancelTraining>,
        IConsumer<Bundle<PredictKeyphrases>>, IConsumer<Bundle<RecallNeighbours>>, IConsumer<Bundle<QuestionAsked>>,
        IConsumer<RecommendItems>, IConsumer<Bundle<RecommendItems>>, IConsumer<ListModels>, IConsumer<PromoteModel>
{
    public Task Consume(ConsumeContext<ImageReceived> context) => AnswerAsync(context, others.ReadPicture);

    public Task Consume(ConsumeContext<PredictKeyphrases> context) => AnswerAsync(context, others.Predict);

    public Task Consume(ConsumeContext<RecallNeighbours> context) => AnswerAsync(context, others.Recall);

    public Task Consume(ConsumeContext<QuestionAsked> context) => AnswerAsync(context, others.Ask);

    public Task Consume(ConsumeContext<ReadStory> context) => AnswerAsync(context, others.Read);

    public Task Consume(ConsumeContext<StoreMemories> context) => AnswerAsync(context, others.Store);

    public Task Consume(ConsumeContext<WithdrawMemories> context) => AnswerAsync(context, others.Withdraw);

    public Task Consume(ConsumeContext<ListFacts> context)
    {
        others.Heard.Enqueue(context.Message);
        return others.List(context.Message) is { } page ? context.RespondAsync(page) : Task.CompletedTask;
    }

    public Task Consume(ConsumeContext<ListModels> context) =>
        others.Packages() is { } packages ? context.RespondAsync(packages) : Task.CompletedTask;

    public Task Consume(ConsumeContext<PromoteModel> context)
    {
        others.Heard.Enqueue(context.Message);
        return others.Promote(context.Message) is { } answer ? context.RespondAsync(answer) : Task.CompletedTask;
    }

    public Task Consume(ConsumeContext<DeleteMemorySet> context) => AnswerAsync(context, others.Forget);

    public Task Consume(ConsumeContext<RememberPost> context) => AnswerAsync(context, _ => []);

    public Task Consume(ConsumeContext<ForgetPost> context) => AnswerAsync(context, _ => []);

    public Task Consume(ConsumeContext<TrainModel> context) => AnswerAsync(context, others.Train);

    public Task Consume(ConsumeContext<CancelTraining> context) => AnswerAsync(context, others.Cancel);

    public Task Consume(ConsumeContext<Bundle<PredictKeyphrases>> context) => AnswerAllAsync(context, others.Predict);

    public Task Consume(ConsumeContext<Bundle<RecallNeighbours>> context) => AnswerAllAsync(context, others.Recall);

    public Task Consume(ConsumeContext<Bundle<QuestionAsked>> context) => AnswerAllAsync(context, others.Ask);

    public Task Consume(ConsumeContext<RecommendItems> context) => AnswerAsync(context, others.Recommend);

    public Task Consume(ConsumeContext<Bundle<RecommendItems>> context) => AnswerAllAsync(context, others.Recommend);

    private async Task AnswerAllAsync<T>(ConsumeContext<Bundle<T>> context, Func<T, IEnumerable<object>> answer)
        where T : class
    {
        foreach (var message in context.Message.Messages)
            others.Heard.Enqueue(message);
        await context.AnswerAllAsync(context.Message.Messages.SelectMany(answer));
    }

    private async Task AnswerAsync<T>(ConsumeContext<T> context, Func<T, IEnumerable<object>> answer)
        where T : class
    {
        others.Heard.Enqueue(context.Message);
        foreach (var message in answer(context.Message))
            await context.Publish(message, message.GetType(), context.CancellationToken);
    }
}
