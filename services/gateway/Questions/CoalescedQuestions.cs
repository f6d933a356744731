using System.Diagnostics;
using Engram.Gateway.Storage;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Questions;

/// <summary>Stores and finds questions for requests.</summary>
internal sealed class CoalescedQuestions(IServiceScopeFactory scopes, IOptions<GatewayOptions> options)
    : CoalescedStore<IncomingQuestion, Question>(scopes, options.Value.MaxItemsPerTransaction)
{
    protected override bool CanShare(IncomingQuestion incoming) => true;

    protected override IncomingQuestion Traced(IncomingQuestion incoming) => incoming with { Trace = Activity.Current };

    protected override Task<IReadOnlyList<Question?>> AcceptNewAsync(IServiceProvider services, IReadOnlyList<IncomingQuestion> items) =>
        services.GetRequiredService<QuestionStore>().AskNewAsync(items, CancellationToken.None);

    protected override Task<Question> AcceptAsync(
        IServiceProvider services, IncomingQuestion incoming, CancellationToken cancellationToken) =>
        services.GetRequiredService<QuestionStore>().AskAsync(incoming, cancellationToken);

    protected override Task<IReadOnlyDictionary<Guid, Question>> FindAsync(IServiceProvider services, IReadOnlyList<Guid> ids) =>
        services.GetRequiredService<QuestionStore>().FindAsync(ids, CancellationToken.None);
}
