using Engram.ApiContracts;
using Engram.ApiContracts.Models;
using Engram.Contracts.Models;
using Engram.Gateway.Http;
using Engram.Messaging.Bus;
using MassTransit;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Models;

/// <summary>Lists and promotes model packages by asking trainer, which writes the model repository.</summary>
public sealed class ModelPromotions(IBus bus, TimeProvider time, IOptions<GatewayOptions> options)
{
    private const int MaxReasonCharacters = 1000;

    /// <exception cref="ProblemException">Trainer does not answer.</exception>
    public async Task<ModelPackageList> ListAsync(CancellationToken cancellationToken) => new(
        (await AskAsync<ListModels, ModelsListed>(new ListModels(), options.Value.MaxListingWait, cancellationToken)).Models);

    /// <param name="name">Name of the model.</param>
    /// <param name="version">Version to serve; null: the one that was served before.</param>
    /// <param name="reason">Why, for the log.</param>
    /// <param name="cancellationToken">Ends the wait; the promotion may happen nevertheless.</param>
    /// <exception cref="ProblemException">Trainer refuses, or does not answer.</exception>
    public async Task<CurrentModel> PromoteAsync(string name, string? version, string reason, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(reason) || reason.Length > MaxReasonCharacters)
            throw new ProblemException(BodyProblems.InvalidField("reason", $"has 1 to {MaxReasonCharacters} characters"));
        var longest = options.Value.MaxPromotionWait;
        var answer = await AskAsync<PromoteModel, PromotionAnswered>(
            new PromoteModel { Name = name, Version = version, Reason = reason, ExpiresAt = time.GetUtcNow() + longest }, longest,
            cancellationToken);
        return answer is { Refusal: null, Version: { } current } ? new CurrentModel(name, current)
            : throw new ProblemException(Problems.PromotionRefused(answer.Refusal ?? "No version is promoted."));
    }

    private async Task<TReply> AskAsync<TRequest, TReply>(TRequest request, TimeSpan longest, CancellationToken cancellationToken)
        where TRequest : class
        where TReply : class
    {
        try
        {
            return await bus.AskAsync<TRequest, TReply>(request, longest, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new ProblemException(Problems.ModelsUnavailable(longest));
        }
    }
}
