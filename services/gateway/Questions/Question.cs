using Engram.Contracts.Questions;
using Engram.Gateway.Data;

namespace Engram.Gateway.Questions;

/// <summary>Where a question is in its life.</summary>
public enum QuestionState
{
    Asked,

    /// <summary>It has answers. The end.</summary>
    Answered,

    /// <summary>The memory or the model declined to guess, and why is known. The end.</summary>
    Unanswered,

    /// <summary>Nobody answered in time. The end.</summary>
    Failed,
}

/// <summary>A question and its life: asked -> answered, unanswered or failed. The first result stays.</summary>
public sealed class Question
{
    private Question(Guid id, Guid setId, string memory, string text, int maxAnswers)
    {
        Id = id;
        SetId = setId;
        Memory = memory;
        Text = text;
        MaxAnswers = maxAnswers;
    }

    public Guid Id { get; private set; }

    public Guid SetId { get; private set; }

    /// <summary>Name of the memory set when it was asked.</summary>
    public string Memory { get; private set; }

    public string Text { get; private set; }

    public int MaxAnswers { get; private set; }

    public QuestionState State { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? FinishedAt { get; private set; }

    /// <summary>When to ask again unless an answer came; null once it is finished.</summary>
    public DateTimeOffset? DueAt { get; private set; }

    public int Redrives { get; private set; }

    public long? Epoch { get; private set; }

    public string? Model { get; private set; }

    public IReadOnlyList<Answer>? Answers { get; private set; }

    public IReadOnlyList<HopEvidence>? Hops { get; private set; }

    /// <summary>Why there is no answer.</summary>
    public Fault? Fault { get; private set; }

    public bool IsFinished => State != QuestionState.Asked;

    public static Question Ask(Guid setId, string memory, string text, int maxAnswers, Moment moment)
    {
        var question = new Question(Guid.CreateVersion7(moment.Now), setId, memory, text, maxAnswers) { CreatedAt = moment.Now };
        question.Send(moment);
        return question;
    }

    public void Answer(QuestionAnswered message, Moment moment)
    {
        if (IsFinished)
            return;
        (Epoch, Model, Answers, Hops) = (message.Epoch, message.Model, message.Answers, message.Hops);
        Finish(QuestionState.Answered, moment);
    }

    public void Decline(QuestionUnanswered message, Moment moment)
    {
        if (IsFinished)
            return;
        (Epoch, Model, Fault) = (message.Epoch, message.Model, new Fault(message.Code, message.Reason));
        Finish(QuestionState.Unanswered, moment);
    }

    /// <summary>Asks again, or gives up. For a question that is due.</summary>
    public void IsDue(Moment moment)
    {
        if (Redrives == moment.Options.MaxRedrives)
        {
            Fault = new Fault("no-answer", $"No answer came, though it was asked {Redrives + 1} times. Ask again once the service is well.");
            Finish(QuestionState.Failed, moment);
            return;
        }

        Redrives++;
        Send(moment);
    }

    /// <summary>Sends the message again that it waits on: the one before died with its transport.</summary>
    public void Resume(Moment moment) => Send(moment);

    private void Send(Moment moment)
    {
        DueAt = moment.RedriveAt(Redrives);
        moment.Outbox.Enqueue(new QuestionAsked { QuestionId = Id, SetId = SetId, Text = Text, MaxAnswers = MaxAnswers });
    }

    private void Finish(QuestionState state, Moment moment)
    {
        State = state;
        FinishedAt = moment.Now;
        DueAt = null;
    }
}
