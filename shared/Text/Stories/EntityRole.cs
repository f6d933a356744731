namespace Engram.Text.Stories;

/// <summary>What an entity of a story is to it.</summary>
public enum EntityRole
{
    Person,
    Place,
    Thing,
}
