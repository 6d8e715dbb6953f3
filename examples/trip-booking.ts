import { type Context, compensate, done, goto, NonRetryable, step, workflow } from 'backstep';

enum State {
  FLIGHT = 'FLIGHT',
  HOTEL = 'HOTEL',
  CAR = 'CAR',
  BOOKED = 'BOOKED',
}

interface Trip {
  to: string;
  days: number;
}

type Ctx = Context<{
  input: Trip | null;
  session: { bookings: string[]; cancelled: string[] };
  services: { agency: Agency };
}>;

const lisbon: Trip = { to: 'Lisbon', days: 12 };

/** Stands in for whoever sells flights, hotels and cars. There are no cars for longer than a week. */
class Agency {
  async book(what: string, { to, days }: Trip): Promise<string> {
    if (what === 'car' && days > 7) throw new NonRetryable(`no car in ${to} for ${days} days`);
    return `${what} in ${to}`;
  }

  async cancel(what: string, { to }: Trip): Promise<string> {
    return `${what} in ${to}`;
  }
}

/**
 * Books a flight, a hotel and a car: all, or none. When a booking fails, those before it are undone in reverse order.
 * The car fails unless the trip is short: --input '{"to":"Oslo","days":3}'.
 */
@workflow({
  states: State,
  start: State.FLIGHT,
  services: () => ({ agency: new Agency() }),
  session: () => ({ bookings: [], cancelled: [] }),
})
export class TripBooking {
  @step(State.FLIGHT)
  async bookFlight(input: Trip | null, { session, agency }: Ctx) {
    const trip = input ?? lisbon;
    session.bookings.push(await agency.book('flight', trip));
    return goto(State.HOTEL, trip);
  }

  @compensate(State.FLIGHT)
  async cancelFlight(input: Trip | null, { session, agency }: Ctx) {
    session.cancelled.push(await agency.cancel('flight', input ?? lisbon));
  }

  @step(State.HOTEL)
  async bookHotel(trip: Trip, { session, agency }: Ctx) {
    session.bookings.push(await agency.book('hotel', trip));
    return goto(State.CAR, trip);
  }

  /** An undo gets the data that its step got. */
  @compensate(State.HOTEL)
  async cancelHotel(trip: Trip, { session, agency }: Ctx) {
    session.cancelled.push(await agency.cancel('hotel', trip));
  }

  @step(State.CAR, { retry: { attempts: 3, delay: '10s' } })
  async bookCar(trip: Trip, { session, agency }: Ctx) {
    session.bookings.push(await agency.book('car', trip));
    return State.BOOKED;
  }

  @step(State.BOOKED)
  finish(_: null, { session }: Ctx) {
    return done(session.bookings);
  }
}
